"""A member of staff in a browser: signing in, and reading back what was said."""

from pathlib import Path

from playwright.async_api import Browser, BrowserContext, Page

from core.domain.messages import Audience
from tests.support.staff_house import PASSWORD, StaffHouse
from tests.support.staff_scenes import Scene

AXE = Path(__file__).parent / "vendor" / "axe.min.js"


async def at_desk(
    browser: Browser, house: StaffHouse, login: str, path: str = "/desk", *, pushed: bool = False, **options: object
) -> Page:
    """A new browser context, signed in, on a page. Where it is `pushed` to, it never looks of its own accord: what
    it shows later came by its socket."""
    context: BrowserContext = await browser.new_context(**options)  # type: ignore[arg-type]
    if pushed:
        await context.add_init_script("window.setInterval = () => 0")
    page = await context.new_page()
    page.set_default_timeout(20_000)
    await page.goto(house.url + path)
    await page.fill("[name=login]", login)
    await page.fill("[name=password]", PASSWORD)
    await page.click("button[type=submit]")
    await page.wait_for_url("**" + path)
    return page


async def said(house: StaffHouse, talk: Scene, audience: Audience | None = None) -> list[str]:
    return [m.text for m in await house.record.messages(talk.id, audience=audience)]
