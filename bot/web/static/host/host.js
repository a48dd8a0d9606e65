// The host page's own script: what any company's site would do with the chat.
document.addEventListener("click", (event) => {
  const target = event.target.closest("[data-chat],[data-sign-out]");
  if (!target || !window.Foyer) return;
  if (target.matches("[data-chat]")) window.Foyer.open();
  // Signing out forgets the conversation on this device: the next person here must not see it.
  if (target.matches("[data-sign-out]") && document.querySelector("script[data-identity]")) {
    event.preventDefault();
    Promise.race([window.Foyer.shutdown(), new Promise((resolve) => setTimeout(resolve, 500))]).finally(() => {
      location.href = target.href;
    });
  }
});
