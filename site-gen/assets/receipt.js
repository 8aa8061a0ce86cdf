// The receipt: copied or printed with one press. What was filed needs no draft any more.
(function () {
  "use strict";
  var copy = document.querySelector("[data-copy-button]");
  var print = document.querySelector("[data-print-button]");
  var status = document.querySelector("[data-status]");
  try {
    localStorage.removeItem("tanggap-draft");
  } catch (off) {
    // Storage is switched off, so there is no draft.
  }
  if (navigator.clipboard) {
    copy.hidden = false;
    copy.addEventListener("click", function () {
      var lines = [].map.call(document.querySelectorAll("[data-copy]"), function (part) {
        return part.textContent;
      });
      navigator.clipboard.writeText(lines.join("\n")).then(function () {
        status.textContent = copy.dataset.copied;
      });
    });
  }
  print.hidden = false;
  print.addEventListener("click", function () {
    window.print();
  });
})();
