/* Makes the pages of an expression nicer: rows come and go, the budget adds up, the map is pressed without a new page.
   Every one of these also works by sending the page in. */
(function () {
  "use strict";

  /* ------------------------------------------------------------ rows */

  function rowsOf(box) {
    return [...box.querySelectorAll(":scope > .kp-row")];
  }

  function renumber(box) {
    const prefix = box.dataset.rows;
    const pattern = new RegExp("(^|[^a-z])" + prefix + "-\\d+", "g");
    const rows = rowsOf(box);
    rows.forEach((row, number) => {
      const now = prefix + "-" + number;
      row.id = now;
      row.querySelectorAll("*").forEach((element) => {
        ["id", "name", "for", "value", "aria-describedby", "aria-labelledby"].forEach((name) => {
          const is = element.getAttribute(name);
          if (is && (name !== "value" || element.name === "remove")) {
            element.setAttribute(name, is.replace(pattern, "$1" + now));
          }
        });
        if (element.hasAttribute("data-number")) {
          element.textContent = String(number + 1);
        }
      });
    });
    box.querySelector('[name="' + prefix + '-TOTAL_FORMS"]').value = rows.length;
    box.querySelector(".kp-row-add").hidden = rows.length >= Number(box.dataset.max);
  }

  function empty(row) {
    row.querySelectorAll("input, textarea, select").forEach((field) => {
      if (field.type === "checkbox" || field.type === "radio") {
        field.checked = false;
        field.removeAttribute("checked");
      } else {
        field.value = "";
      }
      field.removeAttribute("aria-invalid");
    });
    row.querySelectorAll("option[selected]").forEach((option) => option.removeAttribute("selected"));
    row.querySelectorAll("select").forEach((select) => (select.selectedIndex = 0));
    row.querySelectorAll(".form-error-message").forEach((error) => {
      row.querySelectorAll("[aria-describedby]").forEach((field) => {
        const ids = field.getAttribute("aria-describedby").split(" ").filter((id) => id !== error.id);
        field.setAttribute("aria-describedby", ids.join(" "));
      });
      error.remove();
    });
    row.querySelectorAll(".form-error").forEach((group) => group.classList.remove("form-error"));
  }

  function add(box) {
    const rows = rowsOf(box);
    const row = rows[rows.length - 1].cloneNode(true);
    empty(row);
    rows[rows.length - 1].after(row);
    renumber(box);
    /* The page's own script counts the characters of what comes in by htmx; this comes in alike. */
    row.dispatchEvent(new CustomEvent("htmx:afterSwap", { bubbles: true }));
    row.querySelector("input:not([type=hidden]), textarea, select").focus();
  }

  function remove(box, row) {
    const rows = rowsOf(box);
    const at = rows.indexOf(row);
    if (rows.length === 1) {
      empty(row);
      row.dispatchEvent(new CustomEvent("input", { bubbles: true }));
      row.querySelector("input:not([type=hidden]), textarea, select").focus();
      return;
    }
    row.remove();
    renumber(box);
    const next = rowsOf(box)[Math.min(at, rows.length - 2)];
    next.querySelector("input:not([type=hidden]), textarea, select").focus();
    box.dispatchEvent(new CustomEvent("input", { bubbles: true }));
  }

  function wakeRows(box) {
    box.addEventListener("click", (event) => {
      const button = event.target.closest("button[name=add], button[name=remove]");
      if (!button) {
        return;
      }
      event.preventDefault();
      if (button.name === "add") {
        add(box);
      } else {
        remove(box, button.closest(".kp-row"));
      }
    });
    box.querySelector(".kp-row-add").hidden = rowsOf(box).length >= Number(box.dataset.max);
  }

  /* ------------------------------------------------------------ budget */

  /* As the server reads it: a separator before three last digits marks thousands, before one or two it marks øre. */
  function amount(text) {
    const bare = text.trim().replace(/\s/g, "").replace(/(kr\.?|dkk|,-)$/i, "");
    let match = bare.match(/^\d{1,3}([.,])\d{3}(\1\d{3})*$/);
    if (match) {
      return Number(bare.replace(/[.,]/g, ""));
    }
    match = bare.match(/^(\d+|\d{1,3}(?:([.,])\d{3})+)(?:[.,](\d{1,2}))?$/);
    return match ? Number(match[1].replace(/[.,]/g, "") + "." + (match[3] || "0")) : 0;
  }

  function kroner(value) {
    const digits = Number.isInteger(value) ? 0 : 2;
    const format = { minimumFractionDigits: digits, maximumFractionDigits: digits };
    return value.toLocaleString(document.documentElement.lang === "en" ? "en-GB" : "da-DK", format);
  }

  function addUp(total) {
    const boxes = document.querySelectorAll('[data-rows="' + total.dataset.total + '"] input[name$="-amount"]');
    const sum = Math.round([...boxes].reduce((so_far, box) => so_far + amount(box.value), 0) * 100) / 100;
    total.querySelector("[data-sum]").textContent = kroner(sum);
    const said = total.querySelector("[data-rest]");
    if (!said) {
      return;
    }
    const rest = Math.round((Number(total.dataset.goal) - sum) * 100) / 100;
    const words = rest === 0 ? "exact" : rest > 0 ? "under" : "over";
    const sentence = total.dataset[words].replace("{value}", kroner(Math.abs(rest)));
    said.className = "kp-" + words;
    if (said.textContent !== sentence) {
      said.textContent = sentence;
    }
  }

  function wakeTotals(totals) {
    let waiting;
    document.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => totals.forEach(addUp), 300);
    });
  }

  /* ------------------------------------------------------------ map */

  const METRES = { n: [0.009, 0], s: [-0.009, 0], e: [0, 0.01657], w: [0, -0.01657] };

  function wakeMap(map) {
    const form = map.closest("form");
    const [south, north, west, east] = map.dataset.bounds.split(" ").map(Number);
    const marker = map.querySelector(".kp-map-marker path");
    const [, , width, height] = map.querySelector(".kp-map-marker").getAttribute("viewBox").split(" ").map(Number);
    const latitude = form.querySelector("[name=latitude]");
    const longitude = form.querySelector("[name=longitude]");

    function put(y, x) {
      y = Math.min(Math.max(y, south), north);
      x = Math.min(Math.max(x, west), east);
      latitude.value = y.toFixed(5);
      longitude.value = x.toFixed(5);
      const right = (((x - west) / (east - west)) * width).toFixed(1);
      const down = (((north - y) / (north - south)) * height).toFixed(1);
      marker.removeAttribute("visibility");
      marker.setAttribute("transform", "translate(" + right + " " + down + ")");
      latitude.dispatchEvent(new Event("input", { bubbles: true }));
    }

    map.querySelector("input").addEventListener("click", (event) => {
      event.preventDefault();
      if (event.detail === 0) {
        return; /* pressed with a key: the buttons below move the point */
      }
      const box = map.querySelector("input").getBoundingClientRect();
      const across = (event.clientX - box.left) / box.width;
      const down = (event.clientY - box.top) / box.height;
      put(north - down * (north - south), west + across * (east - west));
    });

    form.querySelectorAll("button[name=move]").forEach((button) =>
      button.addEventListener("click", (event) => {
        const step = METRES[button.value];
        if (latitude.value && longitude.value) {
          event.preventDefault();
          put(Number(latitude.value) + step[0], Number(longitude.value) + step[1]);
        }
      })
    );
  }

  document.querySelectorAll("[data-rows]").forEach(wakeRows);
  const totals = [...document.querySelectorAll("[data-total]")];
  if (totals.length) {
    wakeTotals(totals);
  }
  document.querySelectorAll(".kp-map").forEach(wakeMap);
})();
