"""What an agent reads beside the package: what the same customer had before, and nothing of anybody else's."""

from tests.support.house import House, open_house


async def signed_in(house: House) -> str:
    """The identity that the demo page hands to the widget for a known customer."""
    one = next(each for each in house.foyer.company.customers if each.customer.account is not None)
    async with house.http.get(f"{house.url}/?as={one.external_id}") as page:
        return (await page.text()).partition('data-identity="')[2].partition('"')[0]


async def test_that_a_returning_customers_case_is_in_the_brief_and_no_strangers():
    async with open_house() as house, await house.agent("Maya") as maya:
        identity = await signed_in(house)
        async with house.visitor(identity=identity) as first:
            await first.ask("I was charged twice, I want to talk to a person")
            (line,) = await maya.queue()
            await maya.do(line["handoff_id"], "claim")
            await maya.do(line["handoff_id"], "resolve", reason="solved")
        async with house.visitor() as stranger, house.visitor(identity=identity) as again:
            await stranger.ask("human please")
            await again.ask("human please")
            talk = await maya.get(f"/desk/api/conversations/{again.conversation}")
            (case,) = talk["earlier"]
            assert case["conversation_id"] == first.conversation
            assert "charged twice" in case["question"]
            assert case["outcome"] == "Resolved: Solved (Maya)"
            talk = await maya.get(f"/desk/api/conversations/{stranger.conversation}")
            assert talk["earlier"] == []
