// Put first into a page that is checked: whatever goes wrong from then on, and whatever the page may not do.
window.problems = [];
addEventListener("error", (event) => problems.push(`${event.message ?? event.target.outerHTML}`), true);
addEventListener("unhandledrejection", (event) => problems.push(`${event.reason}`));
addEventListener("securitypolicyviolation", (event) => problems.push(`forbidden: ${event.blockedURI}`));
// What waits for the screen is done at once.
window.requestAnimationFrame = (draw) => draw();
