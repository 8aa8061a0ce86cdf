// What in the text would tell who wrote it; a hint only, for those who do not want that. Loaded when one of them
// has said so.
(function () {
  "use strict";
  var form = document.querySelector("[data-watch]");
  var fields = form.elements;
  var signs = form.querySelector("[data-signs]");
  var asked = 0;

  function look() {
    var mine = ++asked;
    var text = fields.narrative.value;
    if (fields.identity_mode.value === "named" || text.length < 10 || !window.fetch) {
      signs.hidden = true;
      return;
    }
    fetch("/api/check", { method: "POST", headers: { Accept: "application/json" }, body: new URLSearchParams({ text: text }) }).then(function (answer) {
      return answer.json();
    }).then(function (found) {
      if (mine !== asked) {
        return;
      }
      signs.hidden = !found.signs || !found.signs.length;
      signs.textContent = "";
      if (!signs.hidden) {
        var list = document.createElement("ul");
        found.signs.forEach(function (sign) {
          var item = document.createElement("li");
          item.textContent = "\u201c" + sign.excerpt + "\u201d";
          list.append(item);
        });
        signs.append(signs.dataset.signs, list, signs.dataset.signsText);
      }
    }).catch(function () {
      signs.hidden = true;
    });
  }

  form.addEventListener("change", function (event) {
    if (event.target.name === "narrative" || event.target.name === "identity_mode") {
      look();
    }
  });
  look();
})();
