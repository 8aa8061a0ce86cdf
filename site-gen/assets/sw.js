// Keeps one page for those without a network: how to reach the agency. Nothing else is ever kept.
"use strict";
var VERSION = "$VERSION";
var KEPT = "$KEPT";
var PAGE = /^\/(en\/)?/;

self.addEventListener("install", function (event) {
  event.waitUntil(
    caches.open(VERSION).then(function (cache) {
      return cache.addAll(KEPT);
    }).then(function () {
      return self.skipWaiting();
    })
  );
});

self.addEventListener("activate", function (event) {
  event.waitUntil(
    caches.keys().then(function (names) {
      return Promise.all(names.filter(function (name) {
        return name !== VERSION;
      }).map(function (name) {
        return caches.delete(name);
      }));
    }).then(function () {
      return self.clients.claim();
    })
  );
});

// Whether the last page asked for could not be had: only then is its style taken from what is kept.
var lost = false;

function fromKept(path) {
  return caches.match(path).then(function (found) {
    return found || Response.error();
  });
}

self.addEventListener("fetch", function (event) {
  var request = event.request;
  var path = new URL(request.url).pathname;
  if (request.method !== "GET" || path.indexOf("/api/") === 0 || path.indexOf("/staff/") === 0) {
    return;
  }
  if (request.mode === "navigate") {
    event.respondWith(
      fetch(request).then(function (answer) {
        lost = false;
        return answer;
      }, function () {
        lost = true;
        var page = path.match(PAGE)[0] + "luring/";
        return fromKept(KEPT.indexOf(page) >= 0 ? page : "/luring/");
      })
    );
  } else if (lost && KEPT.indexOf(path) >= 0) {
    event.respondWith(fromKept(path));
  }
});
