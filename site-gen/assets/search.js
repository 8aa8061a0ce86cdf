// Searches the built index. Loaded only by the search page; the list from A to Z works without it.
(function () {
  "use strict";
  var form = document.querySelector("[data-search]");
  var results = document.querySelector("[data-results]");
  var status = form.querySelector("[role=status]");
  var input = form.querySelector("input");
  var links = Array.prototype.slice.call(document.querySelectorAll("[data-az] a"));
  var SHOWN = 20;
  var files = {};
  var asked = 0;
  var timer;

  function load(name) {
    if (!files[name]) {
      files[name] = fetch(form.dataset.search + name + ".json").then(function (answer) {
        if (!answer.ok) {
          throw new Error(answer.status);
        }
        return answer.json();
      });
      files[name].catch(function () {
        delete files[name];
      });
    }
    return files[name];
  }

  function wordsOf(text) {
    return text.toLowerCase().split(/[^a-z0-9]+/).filter(function (word) {
      return word.length > 1;
    });
  }

  // The same walk through the same rules as when the index was made.
  function withoutPrefixes(word, rules, depth) {
    for (var i = 0; depth > 0 && i < rules.prefixes.length; i++) {
      var prefix = rules.prefixes[i][0];
      var lost = rules.prefixes[i][1];
      var rest = word.slice(prefix.length);
      if (word.indexOf(prefix) === 0 && rest.length >= rules.root) {
        if (!lost.length || !/^[aeiou]/.test(rest)) {
          return withoutPrefixes(rest, rules, depth - 1);
        }
        return lost.reduce(function (all, letter) {
          return all.concat(withoutPrefixes(letter + rest, rules, depth - 1));
        }, []);
      }
    }
    return [word];
  }

  function stems(word, rules) {
    if (word.length < rules.shortest || /[0-9]/.test(word)) {
      return [word];
    }
    rules.suffixes.forEach(function (step) {
      var fits = step.filter(function (suffix) {
        return word.length - suffix.length >= rules.root && word.slice(-suffix.length) === suffix;
      });
      fits.sort(function (a, b) {
        return b.length - a.length;
      });
      if (fits.length) {
        word = word.slice(0, -fits[0].length);
      }
    });
    return withoutPrefixes(word, rules, rules.depth);
  }

  // The question, and once more for every phrase in it that people also call something else.
  function questions(words, groups) {
    var all = [words];
    groups.forEach(function (group) {
      group.forEach(function (phrase) {
        var at = (" " + words.join(" ") + " ").indexOf(" " + phrase.join(" ") + " ");
        if (at < 0) {
          return;
        }
        var before = words.join(" ").slice(0, at).split(" ").filter(Boolean);
        var after = words.slice(before.length + phrase.length);
        group.forEach(function (other) {
          if (other !== phrase) {
            all.push(before.concat(other, after));
          }
        });
      });
    });
    return all;
  }

  // Points of every page for one word: a whole word counts twice what a beginning does.
  function pointsFor(word, head) {
    var roots = stems(word, head.rules);
    var names = head.names.filter(function (name) {
      return roots.some(function (root) {
        return root.indexOf(name) === 0 || name.indexOf(root) === 0;
      });
    });
    return Promise.all(names.slice(0, 6).map(load)).then(function (shards) {
      var points = {};
      shards.forEach(function (shard) {
        Object.keys(shard).forEach(function (term) {
          var fits = roots.some(function (root) {
            return term.indexOf(root) === 0;
          });
          if (fits) {
            var factor = roots.indexOf(term) < 0 ? 1 : 2;
            shard[term].forEach(function (posting) {
              var page = posting >> 4;
              points[page] = Math.max(points[page] || 0, (posting & 15) * factor);
            });
          }
        });
      });
      return points;
    });
  }

  function answer(words, head) {
    var telling = words.filter(function (word) {
      return head.rules.stop.indexOf(word) < 0;
    });
    return Promise.all(telling.map(function (word) {
      return pointsFor(word, head);
    })).then(function (each) {
      var sum = {};
      each.forEach(function (points) {
        Object.keys(points).forEach(function (page) {
          // Pages that have every word come before pages that have one of them often.
          sum[page] = (sum[page] || 0) + points[page] + 40;
        });
      });
      return sum;
    });
  }

  function show(found) {
    results.textContent = "";
    found.slice(0, SHOWN).forEach(function (page) {
      var item = document.createElement("li");
      var link = document.createElement("a");
      link.href = links[page].getAttribute("href");
      link.textContent = links[page].textContent;
      item.appendChild(link);
      results.appendChild(item);
    });
    results.hidden = !found.length;
    status.textContent = found.length ? form.dataset.found.replace("{count}", found.length) : form.dataset.none;
  }

  function search() {
    var mine = ++asked;
    var words = wordsOf(input.value);
    if (!words.length) {
      results.hidden = true;
      status.textContent = "";
      return;
    }
    load("index").then(function (head) {
      return Promise.all(questions(words, head.synonyms).map(function (question) {
        return answer(question, head);
      }));
    }).then(function (answers) {
      if (mine !== asked) {
        return;
      }
      var best = {};
      var typed = input.value.trim().toLowerCase();
      answers.forEach(function (points) {
        Object.keys(points).forEach(function (page) {
          best[page] = Math.max(best[page] || 0, points[page]);
        });
      });
      links.forEach(function (link, page) {
        if (typed.length > 2 && link.textContent.toLowerCase().indexOf(typed) >= 0) {
          best[page] = (best[page] || 0) + 60;
        }
      });
      show(Object.keys(best).sort(function (a, b) {
        return best[b] - best[a] || a - b;
      }));
    }).catch(function () {
      status.textContent = form.dataset.failed;
    });
  }

  form.addEventListener("submit", function (event) {
    event.preventDefault();
    search();
  });
  input.addEventListener("input", function () {
    clearTimeout(timer);
    timer = setTimeout(search, 150);
  });
  form.hidden = false;
  if (input.value) {
    search();
  }
})();
