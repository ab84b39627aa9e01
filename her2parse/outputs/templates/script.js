(function () {
  "use strict";
  var PAGE = 100;
  var tools = document.getElementById("tools");
  if (tools) {
    var body = document.getElementById("rows"), table = body.parentNode;
    var find = document.getElementById("find"), pick = document.getElementById("pick"), said = document.getElementById("said");
    var back = document.getElementById("back"), on = document.getElementById("on");
    var rows = Array.prototype.slice.call(body.rows), fitting = rows, first = 0;
    var show = function (all) {
      rows.forEach(function (row) { row.hidden = true; });
      var some = all ? fitting : fitting.slice(first, first + PAGE);
      some.forEach(function (row) { row.hidden = false; });
      back.disabled = first === 0;
      on.disabled = first + PAGE >= fitting.length;
      back.hidden = on.hidden = fitting.length <= PAGE;
      var range = fitting.length > PAGE ? (first + 1) + " to " + Math.min(first + PAGE, fitting.length) + " of " : "";
      said.textContent = range + fitting.length + " of " + rows.length + " patients";
    };
    var filter = function () {
      var words = find.value.toLowerCase().split(/\s+/).filter(Boolean), tag = pick.value;
      fitting = rows.filter(function (row) {
        var text = row.dataset.find, tags = " " + row.dataset.tags + " ";
        return words.every(function (word) { return text.indexOf(word) >= 0; }) && (!tag || tags.indexOf(" " + tag + " ") >= 0);
      });
      first = 0;
      show();
    };
    var value = function (row, at) {
      var cell = row.cells[at];
      return cell.dataset.v !== undefined ? cell.dataset.v : cell.textContent.trim().toLowerCase();
    };
    Array.prototype.forEach.call(table.tHead.rows[0].cells, function (head, at) {
      var button = document.createElement("button");
      button.type = "button";
      while (head.firstChild) button.appendChild(head.firstChild);
      head.appendChild(button);
      button.addEventListener("click", function () {
        var down = head.getAttribute("aria-sort") === "ascending";
        Array.prototype.forEach.call(table.tHead.rows[0].cells, function (other) { other.removeAttribute("aria-sort"); });
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        var keyed = rows.map(function (row, i) { return [value(row, at), i, row]; });
        keyed.sort(function (a, b) {
          var order = a[0].localeCompare(b[0], "en", { numeric: true });
          return (down ? -order : order) || a[1] - b[1];
        });
        rows = keyed.map(function (one) { return one[2]; });
        rows.forEach(function (row) { body.appendChild(row); });
        filter();
      });
    });
    find.addEventListener("input", filter);
    pick.addEventListener("change", filter);
    back.addEventListener("click", function () { first = Math.max(0, first - PAGE); show(); });
    on.addEventListener("click", function () { first += PAGE; show(); });
    window.addEventListener("beforeprint", function () { show(true); });
    window.addEventListener("afterprint", function () { show(); });
    tools.hidden = false;
    filter();
  }
  // A link to a finding inside a closed part opens the part first.
  var open = function () {
    var target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    for (var one = target; one; one = one.parentElement) if (one.tagName === "DETAILS") one.open = true;
    var next = target.nextElementSibling, drawer = next && next.querySelector("details");
    if (target.classList.contains("main") && drawer) drawer.open = true;
    target.scrollIntoView();
  };
  window.addEventListener("hashchange", open);
  open();
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("details:not(.aside)").forEach(function (one) { if (!one.open) { one.open = true; one.dataset.closed = "1"; } });
  });
  window.addEventListener("afterprint", function () {
    document.querySelectorAll("details[data-closed]").forEach(function (one) { one.open = false; delete one.dataset.closed; });
  });
})();
