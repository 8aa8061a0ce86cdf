// A mistyped number or code is told at once, on the page that asks for them.
(function () {
  "use strict";
  var form = document.querySelector("[data-form=status]");
  var status = document.querySelector("[data-status]");

  // The check symbol, as the server counts it: GF(32), weights 1, a, a^2 ... must sum to zero.
  var SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

  function timesAlpha(value) {
    value <<= 1;
    return value & 32 ? value ^ 37 : value;
  }

  function multiply(a, b) {
    var sum = 0;
    for (var bit = 4; bit >= 0; bit--) {
      sum = timesAlpha(sum) ^ ((b >> bit) & 1 ? a : 0);
    }
    return sum;
  }

  function fold(typed) {
    return typed.normalize("NFKC").toUpperCase().replace(/[^\p{L}\p{N}]/gu, "").replace(/O/g, "0").replace(/[IL]/g, "1");
  }

  function passes(symbols) {
    var sum = 0;
    var weight = 1;
    for (var i = 0; i < symbols.length; i++) {
      var value = SYMBOLS.indexOf(symbols[i]);
      if (value < 0) {
        return false;
      }
      sum ^= multiply(value, weight);
      weight = timesAlpha(weight);
    }
    return sum === 0;
  }

  function numberProblem(typed) {
    var folded = fold(typed);
    var known = form.dataset.codes.split(" ").some(function (code) {
      return folded.length === code.length + 8 && folded.indexOf(fold(code)) === 0;
    });
    // Another agency's number, or none at all: the server says it better.
    if (!known) {
      return folded.length < 10 || folded.length > 13 ? form.dataset.numberLength : "";
    }
    return passes(folded.slice(-8)) ? "" : form.dataset.numberWrong;
  }

  function codeProblem(typed) {
    var folded = fold(typed);
    if (!folded) {
      return "";
    }
    if (folded.length !== 16) {
      return form.dataset.codeLength;
    }
    return passes(folded) ? "" : form.dataset.codeWrong;
  }

  function showProblem(input, problem) {
    var old = document.getElementById("e-" + input.name);
    var ids = (input.getAttribute("aria-describedby") || "").split(" ").filter(function (id) {
      return id && id !== "e-" + input.name;
    });
    if (old) {
      old.remove();
    }
    input.closest(".field").classList.toggle("bad", !!problem);
    if (problem) {
      var text = document.createElement("p");
      text.className = "error";
      text.id = "e-" + input.name;
      text.textContent = problem;
      input.before(text);
      ids.push(text.id);
      input.setAttribute("aria-invalid", "true");
    } else {
      input.removeAttribute("aria-invalid");
    }
    input.setAttribute("aria-describedby", ids.join(" "));
  }

  // A mistyped number is told at once, without asking the server.
  function statusForm() {
    // Before anything else is done with it.
    document.addEventListener("submit", function (event) {
      var number = form.elements.number;
      var code = form.elements.access_code;
      var problems = [[number, numberProblem(number.value)], [code, codeProblem(code.value)]];
      var wrong = problems.filter(function (pair) {
        showProblem(pair[0], pair[1]);
        return pair[1];
      });
      if (wrong.length) {
        event.preventDefault();
        wrong[0][0].focus();
        status.textContent = wrong[0][1];
      }
    }, true);
  }

  if (form && status) {
    statusForm();
  }
})();
