// Passkeys: makes one, or shows one, and sends what the browser answers as an ordinary form.
// What the browser needs to know stands in the form's data-options; at sign-in it is fetched from the form's address.
(function () {
  "use strict";
  const forms = document.querySelectorAll("form[data-passkey]");
  const here = document.querySelector("[data-passkey-missing]");
  // A passkey belongs to a name; browsers refuse it for a bare IP address.
  const isName = !/^[\d.]+$|^\[/.test(location.hostname);
  if (!forms.length) return;
  if (!window.PublicKeyCredential || !window.webauthnJSON || !isName) {
    for (const form of forms) {
      if (form.dataset.passkey === "create") form.hidden = true;
      if (form.dataset.passkey !== "login" && here) here.hidden = false;
    }
    return;
  }

  async function options(form) {
    if (form.dataset.options) return JSON.parse(form.dataset.options);
    const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error("no options");
    return (await answer.json()).request_options;
  }

  async function create(form) {
    const asked = await options(form);
    const wish = asked.publicKey.authenticatorSelection;
    wish.residentKey = "required";
    wish.requireResidentKey = true;
    wish.userVerification = "required";
    return webauthnJSON.create(asked);
  }

  for (const form of forms) {
    form.hidden = false;
    for (const section of document.querySelectorAll("[data-passkey-only]")) section.hidden = false;
    const error = document.querySelector("[data-passkey-error]");
    const button = form.querySelector("button");
    form.addEventListener("submit", async function (event) {
      event.preventDefault();
      error.hidden = true;
      button.disabled = true;
      try {
        const credential = form.dataset.passkey === "create" ? await create(form) : await webauthnJSON.get(await options(form));
        form.elements.credential.value = JSON.stringify(credential);
        form.submit();
      } catch {
        error.hidden = false;
        button.disabled = false;
      }
    });
  }
})();
