"""A tab with the widget in it, as a customer handles it."""

from pathlib import Path
from typing import Any

from playwright.async_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.widget_fake import FakeFoyer

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text()
SOURCES = [
    {"title": "Adding a team member", "url": "/help/team", "heading": "Invite by e-mail"},
    {"title": "Roles and what they may do", "url": "/help/roles", "heading": ""},
]
REPLIES = [{"text": "That helped", "action": "solved"}, {"text": "Not yet", "action": "unsolved"}]
ANSWER = """Happy to help. To **add a team member**:

1. Open `Settings`, then *Team*.
2. Choose **Invite** and enter their e-mail.

- They get a link
- It is good for 7 days

More in [the guide](/help/team) or at https://example.com/a_b?c=d."""


class Chat:
    """The widget in one tab. Locators reach into its shadow root."""

    def __init__(self, page: Page, fake: FakeFoyer) -> None:
        self.page = page
        self.fake = fake
        self.console: list[str] = []
        # The browser itself reports a lost connection on the console: that is not the widget's doing.
        page.on("console", lambda m: self.console.append(m.text) if m.type in ("error", "warning") else None)

    @classmethod
    async def visit(cls, where: Browser | BrowserContext, fake: FakeFoyer, **options: Any) -> "Chat":
        host = options.pop("host", "127.0.0.1")
        context = await where.new_context(**options) if isinstance(where, Browser) else where
        context.set_default_timeout(20_000)
        chat = cls(await context.new_page(), fake)
        await chat.page.goto(fake.page_url(host))
        await chat.launcher.wait_for(state="attached")
        return chat

    @classmethod
    async def opened(cls, where: Browser | BrowserContext, fake: FakeFoyer, **options: Any) -> "Chat":
        chat = await cls.visit(where, fake, **options)
        await chat.open()
        return chat

    @property
    def launcher(self) -> Locator:
        return self.page.locator(".launcher")

    @property
    def panel(self) -> Locator:
        return self.page.locator(".panel")

    @property
    def composer(self) -> Locator:
        return self.page.locator(".composer textarea")

    @property
    def mine(self) -> Locator:
        return self.page.locator(".mine .bubble")

    @property
    def theirs(self) -> Locator:
        """What the other side wrote, without the greeting (which has no time)."""
        return self.page.locator(".theirs:has(time) .bubble")

    @property
    def mark(self) -> Locator:
        """The state under the last message the customer wrote."""
        return self.page.locator(".mine .mark").last

    @property
    def strip(self) -> Locator:
        return self.page.locator(".strip")

    @property
    def person(self) -> Locator:
        return self.page.locator("button.person")

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    async def open(self) -> None:
        await self.launcher.click()
        await expect(self.panel).to_be_visible()

    async def ready(self) -> "Chat":
        """Open and greeted by the server."""
        await expect(self.page.locator(".theirs .bubble").first).to_contain_text("Hi, I'm Beacon")
        return self

    async def write(self, text: str) -> None:
        await self.composer.fill(text)
        await self.composer.press("Enter")

    async def delivered(self, *texts: str) -> None:
        """Exactly these messages of the customer's are shown, and stored."""
        await expect(self.mine).to_have_text(list(texts))
        await expect(self.mark).to_contain_text("Delivered")
        await expect(self.page.locator(".mine.unsure, .mine.failed")).to_have_count(0)

    async def complaints(self) -> list[str]:
        """What the browser complained about: policy violations, errors, unhandled rejections."""
        found: list[str] = await self.page.evaluate("window.complaints")
        return found


async def find_violations(page: Page, within: str = "foyer-chat") -> list[str]:
    """What axe finds wrong; by default in the widget, for the bare page around it is not the question."""
    session = await page.context.new_cdp_session(page)
    await session.send("Page.setBypassCSP", {"enabled": True})
    await session.send("Runtime.evaluate", {"expression": AXE})
    run = f"axe.run({{include: [['{within}']]}}, {{resultTypes: ['violations', 'incomplete']}})"
    found = await page.evaluate(run)
    contrast = [rule for rule in found["incomplete"] if rule["id"] == "color-contrast"]
    unsure = [node for rule in contrast for node in rule["nodes"] if _blind(node)]
    assert not unsure, f"axe could not tell the contrast of {[node['target'] for node in unsure]}"
    return [
        f"{violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def _blind(node: dict[str, Any]) -> bool:
    """Whether axe saw nothing at all, instead of something covered or scrolled away."""
    return any(check["data"]["messageKey"] is None for check in node["any"])


async def box_of(page: Page, selector: str) -> dict[str, float]:
    box = await page.locator(selector).bounding_box()
    assert box is not None
    return {"x": box["x"], "y": box["y"], "width": box["width"], "height": box["height"]}


async def whole_talk(chat: Chat, fake: FakeFoyer) -> None:
    """A conversation with everything in it."""
    await chat.write("How do I add a colleague?")
    await chat.delivered("How do I add a colleague?")
    await fake.say(ANSWER, sources=SOURCES, quick_replies=REPLIES)
    await expect(chat.theirs).to_have_count(1)
