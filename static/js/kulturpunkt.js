/* Wakes the parts of Det Fælles Designsystem that a page uses. Every page works without this file. */
(function () {
  "use strict";

  /* The counter speaks the page's language: its sentences stand on the page. */
  function countCharacters(group) {
    const shown = group.querySelector(".character-limit");
    const left = shown.dataset.left;
    const over = shown.dataset.over;
    new DKFDS.CharacterLimit(group, {
      character_remaining: left,
      characters_remaining: left,
      character_too_many: over,
      characters_too_many: over,
    }).init();
  }

  function each(scope, selector, wake) {
    scope.querySelectorAll(selector).forEach(wake);
  }

  /* Also for what htmx has put into the page. */
  function wake(scope) {
    each(scope, ".form-limit", countCharacters);
    each(scope, ".js-dropdown", (element) => new DKFDS.Dropdown(element).init());
    each(scope, ".js-radio-toggle-group", (element) => new DKFDS.RadioToggleGroup(element).init());
    each(scope, ".js-checkbox-toggle-content", (element) => new DKFDS.CheckboxToggleContent(element).init());
    each(scope, "table.table-md-responsive-headers", (element) => new DKFDS.ResponsiveTable(element));
    const summary = scope.querySelector('[data-module="error-summary"]');
    if (summary) {
      new DKFDS.ErrorSummary(summary).init();
    }
  }

  /* A second press on a button that sends something is a mistake; the server would cope, the reader might wonder. */
  function sendOnce(event) {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) {
      return;
    }
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    window.setTimeout(() => delete form.dataset.sent, 8000); // an answer that is a file leaves the page where it is
  }

  function wakePage() {
    new DKFDS.Navigation().init();
    const more = document.querySelector(".more-button span");
    const menu = document.querySelector(".navigation-menu [data-more]");
    if (more && menu) {
      more.textContent = menu.dataset.more;
    }
    wake(document);
    document.addEventListener("submit", sendOnce);
    window.addEventListener("pageshow", (event) => {
      if (event.persisted) {
        each(document, "form[data-sent]", (form) => delete form.dataset.sent);
      }
    });
    document.addEventListener("htmx:afterSwap", (event) => wake(event.target));
  }

  if (window.DKFDS) {
    wakePage();
  }
})();
