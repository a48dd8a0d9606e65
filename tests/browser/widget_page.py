"""A tab with the widget in it, as a customer handles it."""

from typing import Any

from playwright.async_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.widget_fake import FakeFoyer


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
        context.set_default_timeout(8000)
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
