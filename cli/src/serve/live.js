// For editors: reloads this page when the site it came from has changed, in the same place, and shows what is wrong
// with the newest content while the last good site stays up.
(() => {
  const version = new URL(document.currentScript.src).search.slice(1);
  const place = "tanggap-place:" + location.pathname;
  const kept = sessionStorage.getItem(place);
  if (kept !== null) {
    sessionStorage.removeItem(place);
    const back = () => scrollTo({ top: Number(kept), behavior: "instant" });
    back();
    addEventListener("load", back);
  }

  // A shadow root keeps the site's style out and ours in; a sheet made by script needs no inline style.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    section { position: fixed; inset: auto 0 0 0; max-height: 60vh; overflow: auto; z-index: 9; padding: 1rem;
      background: #3b0a0f; color: #fff; font: 1rem/1.5 system-ui, sans-serif; border-top: 4px solid #ff9c9c; }
    h2 { font-size: 1.1rem; margin: 0 0 .5rem; } ol { margin: 0; padding-left: 1.5rem; } li { margin-bottom: .6rem; }
    code { font: 700 .95em ui-monospace, monospace; color: #ffd9a0; overflow-wrap: anywhere; } p { margin: 0; }
    button { float: right; font: inherit; min-height: 2.75rem; padding: 0 1rem; }`);
  let shown = null;

  function element(name, text, ...children) {
    const made = document.createElement(name);
    made.append(text, ...children);
    return made;
  }

  function line(problem) {
    const where = problem.line ? problem.file + ":" + problem.line : problem.file;
    return element("li", element("code", where), element("p", problem.message), element("p", problem.help));
  }

  function hide() {
    shown?.remove();
    shown = null;
  }

  function show(problems) {
    hide();
    shown = document.createElement("div");
    shown.id = "tanggap-problems";
    const root = shown.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet];
    const close = element("button", "Tutup");
    close.addEventListener("click", hide);
    const title = element("h2", "Situs belum diperbarui: " + problems.length + " masalah. Yang tampil adalah situs terakhir yang baik.");
    const list = element("ol", "", ...problems.map(line));
    const section = element("section", close, title, list);
    section.setAttribute("role", "alert");
    root.append(section);
    document.body.append(shown);
  }

  const states = new EventSource("/_live");
  states.onmessage = (event) => {
    const state = JSON.parse(event.data);
    if (state.version !== version) {
      states.close();
      sessionStorage.setItem(place, scrollY);
      location.reload();
    } else if (state.problems.length > 0) {
      show(state.problems);
    } else {
      hide();
    }
  };
})();
