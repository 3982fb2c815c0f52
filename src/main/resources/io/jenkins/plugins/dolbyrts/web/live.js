/* Keeps what a page shows of broadcasts up to date, and asks before a stop. */
(function () {
  "use strict";

  const PAUSE_MILLIS = 5000;
  /* A page that takes long to make is asked for less often. */
  const PAUSE_PER_WORK = 20;
  /* Set by the reader or by this file, not by the server. */
  const KEPT_ATTRIBUTES = ["hidden", "open", "title"];

  function keyOf(node) {
    return node.nodeType === Node.ELEMENT_NODE ? node.getAttribute("data-key") : null;
  }

  /* Makes a node like another one, touching only what differs: focus, selection and what is read aloud stay as they are. */
  function sync(shown, fresh) {
    if (shown.nodeType !== Node.ELEMENT_NODE) {
      if (shown.nodeValue !== fresh.nodeValue) {
        shown.nodeValue = fresh.nodeValue;
      }
      return;
    }
    Array.from(fresh.attributes).forEach(function (attribute) {
      if (!KEPT_ATTRIBUTES.includes(attribute.name) && shown.getAttribute(attribute.name) !== attribute.value) {
        shown.setAttribute(attribute.name, attribute.value);
      }
    });
    Array.from(shown.attributes).forEach(function (attribute) {
      if (!KEPT_ATTRIBUTES.includes(attribute.name) && !fresh.hasAttribute(attribute.name)) {
        shown.removeAttribute(attribute.name);
      }
    });
    syncChildren(shown, fresh);
  }

  function syncChildren(shown, fresh) {
    const wanted = new Set();
    const known = new Map();
    Array.from(fresh.childNodes).forEach(function (child) {
      wanted.add(keyOf(child));
    });
    Array.from(shown.childNodes).forEach(function (child) {
      const key = keyOf(child);
      if (key !== null && !wanted.has(key)) {
        child.remove();
      } else if (key !== null) {
        known.set(key, child);
      }
    });
    let next = shown.firstChild;
    Array.from(fresh.childNodes).forEach(function (child) {
      const key = keyOf(child);
      let same = null;
      if (key !== null) {
        same = known.get(key) || null;
      } else if (next !== null && keyOf(next) === null && next.nodeName === child.nodeName) {
        same = next;
      }
      if (same === null) {
        shown.insertBefore(child, next);
        return;
      }
      if (same === next) {
        next = next.nextSibling;
      } else {
        shown.insertBefore(same, next);
      }
      sync(same, child);
    });
    while (next !== null) {
      const after = next.nextSibling;
      next.remove();
      next = after;
    }
  }

  function addLocalTimes(place) {
    place.querySelectorAll("time").forEach(function (time) {
      const local = new Date(time.getAttribute("datetime")).toLocaleString();
      if (time.title !== local) {
        time.title = local;
      }
    });
  }

  function follow(place, onChange) {
    const stale = place.querySelector(".dolby-rts-stale");

    function isChanging() {
      return place.querySelector(".dolby-rts-followed").getAttribute("data-changing") === "true";
    }

    function later(millis) {
      if (isChanging()) {
        setTimeout(look, millis);
      }
    }

    function look() {
      if (document.hidden) {
        document.addEventListener("visibilitychange", look, { once: true });
        return;
      }
      const begin = Date.now();
      fetch(place.getAttribute("data-url"), { cache: "no-store", redirect: "error" })
        .then(function (response) {
          if (!response.ok) {
            throw new Error("HTTP " + response.status);
          }
          return response.text();
        })
        .then(function (html) {
          const fresh = new DOMParser().parseFromString(html, "text/html").querySelector(".dolby-rts-followed");
          if (fresh === null) {
            throw new Error("not what was asked for");
          }
          sync(place.querySelector(".dolby-rts-followed"), fresh);
          addLocalTimes(place);
          stale.hidden = true;
          onChange();
        })
        .catch(function () {
          stale.hidden = false;
        })
        .then(function () {
          later(Math.max(PAUSE_MILLIS, PAUSE_PER_WORK * (Date.now() - begin)));
        });
    }

    later(PAUSE_MILLIS);
  }

  /* Hides the rows that do not hold all words of the filter. */
  function filter() {
    const input = document.getElementById("dolby-rts-filter");
    if (input === null) {
      return;
    }
    const words = input.value.toLowerCase().split(/\s+/);
    const rows = Array.from(document.querySelectorAll(".dolby-rts-table > tbody > tr"));
    let matches = 0;
    rows.forEach(function (row) {
      const text = row.textContent.toLowerCase();
      row.hidden = !words.every(function (word) {
        return text.includes(word);
      });
      matches += row.hidden ? 0 : 1;
    });
    document.querySelector(".dolby-rts-no-match").hidden = rows.length === 0 || matches > 0;
    const isUseless = rows.length < 2 && input.value === "";
    input.closest(".jenkins-search-container").classList.toggle("jenkins-hidden", isUseless);
  }

  function askBeforeStop(form) {
    form.addEventListener("click", function (event) {
      const button = event.target.closest("button[data-confirm]");
      if (button === null || !window.dialog) {
        return;
      }
      event.preventDefault();
      window.dialog
        .confirm(form.getAttribute("data-title"), {
          message: button.getAttribute("data-confirm"),
          okText: button.textContent,
          type: "destructive",
        })
        .then(
          function () {
            if (button.isConnected) {
              form.requestSubmit(button);
            }
          },
          function () {},
        );
    });
  }

  function start() {
    document.querySelectorAll(".dolby-rts-live").forEach(function (place) {
      addLocalTimes(place);
      if (window.fetch) {
        follow(place, filter);
      }
    });
    document.querySelectorAll("form.dolby-rts-stop").forEach(askBeforeStop);
    const input = document.getElementById("dolby-rts-filter");
    if (input !== null) {
      input.addEventListener("input", filter);
      filter();
    }
  }

  if (document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", start);
  } else {
    start();
  }
})();
