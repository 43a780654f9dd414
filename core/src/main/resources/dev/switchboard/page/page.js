"use strict";

// Everything from the registry goes in as text, never as markup.
function node(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children.filter(child => child !== null));
  return made;
}

function svgNode(name, attributes) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

const sum = numbers => numbers.reduce((a, b) => a + b, 0);
const lastMinute = numbers => numbers.slice(-60);

function count(value) {
  return value >= 100 ? Math.round(value).toLocaleString("en") : value >= 10 ? value.toFixed(1) : value.toFixed(value === 0 ? 0 : 2);
}

function millis(value) {
  return value === null ? "–" : value >= 1000 ? (value / 1000).toFixed(1) + " s" : value >= 10 ? Math.round(value) + " ms" : value.toFixed(1) + " ms";
}

function percent(good, all) {
  if (all === 0) return "–";
  const share = 100 * good / all;
  return (share === 100 || share === 0 ? share : share > 99.99 ? "99.99" : share.toFixed(share > 99 ? 2 : 1)) + " %";
}

function plot(series, top, label) {
  const width = 240, height = 56;
  const svg = svgNode("svg", {viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: "none", role: "img", "aria-label": label});
  for (const {values, look, area} of series) {
    if (!values.some(value => value)) continue; // a line along the bottom looks like trouble
    const y = value => height - 1 - (height - 4) * Math.min(1, value / top);
    const x = i => width * i / (values.length - 1);
    let path = "", open = false;
    values.forEach((value, i) => {
      if (value === null) { open = false; return; }
      path += `${open ? "L" : "M"}${x(i).toFixed(1)} ${y(value).toFixed(1)}`;
      open = true;
    });
    if (area) {
      const outline = values.map((value, i) => `${i ? "L" : "M"}${x(i).toFixed(1)} ${y(value).toFixed(1)}`).join("");
      svg.append(svgNode("path", {class: look, d: `${outline}L${width} ${height}L0 ${height}Z`, fill: "currentColor", "fill-opacity": "0.18"}));
    }
    svg.append(svgNode("path", {class: look, d: path, fill: "none", stroke: "currentColor", "stroke-width": "1.5", "vector-effect": "non-scaling-stroke", "stroke-linejoin": "round"}));
  }
  return svg;
}

function figure(caption, most, series, top) {
  const label = caption.map(([text]) => text).join(" and ") + " of the last three minutes, up to " + most;
  const svg = plot(series, top, label);
  const names = caption.map(([text, look]) => node("b", {class: look}, text));
  const left = node("span", {});
  names.forEach((name, i) => left.append(i ? " and " : "", name));
  return node("figure", {}, node("figcaption", {}, left, node("span", {}, "up to " + most)), svg);
}

function plots(seconds) {
  const calls = seconds.good.map((good, i) => good + seconds.failed[i]);
  const mostCalls = Math.max(1, ...calls);
  const mostTime = Math.max(1, ...seconds.p99Millis.map(v => v === null ? 0 : v));
  const mostTrouble = Math.max(1, ...seconds.retried, ...seconds.ejected);
  return node("div", {class: "plots"},
    figure([["calls/s", "calls"], ["failed", "failed"]], count(mostCalls),
      [{values: calls, look: "calls", area: true}, {values: seconds.failed, look: "failed", area: true}], mostCalls),
    figure([["p50", "p50"], ["p99", "p99"]], millis(mostTime),
      [{values: seconds.p99Millis, look: "p99"}, {values: seconds.p50Millis, look: "p50"}], mostTime),
    figure([["retried", "retried"], ["ejected", "ejected"]], count(mostTrouble),
      [{values: seconds.retried, look: "retried", area: true}, {values: seconds.ejected, look: "ejected", area: true}], mostTrouble));
}

function numbers(alias) {
  const s = alias.seconds;
  const good = sum(lastMinute(s.good)), failed = sum(lastMinute(s.failed));
  const shown = [
    ["calls/s", count((good + failed) / 60)],
    ["success", percent(good, good + failed)],
    ["p50", millis(alias.p50Millis)],
    ["p99", millis(alias.p99Millis)],
    ["in flight", String(sum(alias.endpoints.map(e => e.inFlight)))],
    ["retried", String(sum(lastMinute(s.retried)))],
    ["ejected", String(sum(lastMinute(s.ejected)))],
  ];
  return node("dl", {class: "numbers"},
    ...shown.map(([name, value]) => node("div", {}, node("dt", {}, name), node("dd", {}, value))));
}

function row(e) {
  const look = e.state === "ejected" ? "state-ejected" : e.state;
  let why = e.reason;
  if (e.ejectedForSeconds > 0) why += ` (${Math.ceil(e.ejectedForSeconds)} s more)`;
  if (e.used && e.state === "ejected") why += "; used all the same, too few are left";
  return node("tr", {},
    node("td", {}, node("code", {}, e.address)),
    node("td", {class: "id", title: e.id}, e.id),
    node("td", {}, e.zone),
    node("td", {}, node("span", {class: "pill " + look}, e.state)),
    node("td", {class: "count"}, count(e.attemptsLastMinute / 60)),
    node("td", {class: "count"}, percent(e.attemptsLastMinute - e.failuresLastMinute, e.attemptsLastMinute)),
    node("td", {class: "count"}, millis(e.p50Millis)),
    node("td", {class: "count"}, millis(e.p99Millis)),
    node("td", {class: "count"}, String(e.inFlight)),
    node("td", {class: "why"}, why));
}

// Of many, who is in trouble comes first; else they stay where they are.
function trouble(e) {
  return e.state !== "healthy" ? 2 : e.failuresLastMinute > 0.05 * e.attemptsLastMinute ? 1 : 0;
}

const byNumber = new Intl.Collator("en", {numeric: true});
const few = 20, shownOfMany = 10;
const opened = new Set();

function rows(endpoints, label) {
  const heads = [["endpoint"], ["id"], ["zone"], ["state"], ["tries/s", 1], ["success", 1], ["p50", 1], ["p99", 1], ["in flight", 1], ["why"]];
  return node("div", {class: "scroll", role: "region", tabindex: "0", "aria-label": label}, node("table", {},
    node("thead", {}, node("tr", {}, ...heads.map(([text, right]) => node("th", right ? {scope: "col", class: "count"} : {scope: "col"}, text)))),
    node("tbody", {}, ...endpoints.map(row))));
}

function table(alias) {
  const all = [...alias.endpoints].sort((a, b) => byNumber.compare(a.address, b.address));
  const label = "endpoints of " + alias.alias;
  if (all.length === 0) return null;
  if (all.length <= few) return rows(all, label);
  all.sort((a, b) => trouble(b) - trouble(a));
  const out = all.filter(e => e.state !== "healthy").length;
  const head = Math.max(shownOfMany, Math.min(out, 100));
  const more = node("details", {id: "more " + alias.alias}, node("summary", {}, `${all.length - head} more endpoints`));
  const show = () => { if (more.open && more.childElementCount === 1) more.append(rows(all.slice(head), "more " + label)); };
  more.open = opened.has(alias.alias);
  show();
  more.addEventListener("toggle", () => { more.open ? opened.add(alias.alias) : opened.delete(alias.alias); show(); });
  return node("div", {}, rows(all.slice(0, head), label), more);
}

function state(alias) {
  const out = alias.endpoints.filter(e => e.state !== "healthy").length;
  return alias.circuit !== "" || alias.endpoints.length === 0 ? "bad" : out > 0 || alias.problem !== "" ? "warn" : "good";
}

// With many aliases one wants to see at once where to look.
function contents(aliases) {
  return aliases.map(alias => node("a", {href: "#" + encodeURIComponent(alias.alias)},
    node("span", {class: "dot " + state(alias), "aria-hidden": "true"}), alias.alias,
    node("span", {class: "unseen"}, {good: " is well", warn: " has a problem", bad: " cannot be called"}[state(alias)])));
}

function section(alias) {
  const age = alias.ageSeconds === null ? "not resolved yet" : `${alias.endpoints.length} ${alias.endpoints.length === 1 ? "endpoint" : "endpoints"} as of ${Math.round(alias.ageSeconds)} s ago`;
  const circuit = alias.circuit === "" ? null
    : node("span", {class: "pill " + alias.circuit.split(" ")[0]}, "circuit " + alias.circuit);
  return node("section", {id: encodeURIComponent(alias.alias), "aria-label": alias.alias},
    node("h2", {}, alias.alias, node("small", {}, `${alias.service}, ${age} `), circuit),
    alias.problem === "" ? null : node("p", {class: "problem"}, alias.problem),
    numbers(alias), plots(alias.seconds), table(alias),
    ...alias.skipped.map(s => node("p", {class: "skipped"}, `skipped “${s.instance}”: ${s.reason}`)));
}

// What is drawn anew loses the selection and the focus.
function isBeingRead() {
  return !document.getSelection().isCollapsed;
}

function draw(aliases) {
  const focused = document.activeElement?.closest("details")?.id;
  const sideways = [...document.querySelectorAll(".scroll")].map(e => e.scrollLeft);
  document.getElementById("contents").replaceChildren(...(aliases.length > 1 ? contents(aliases) : []));
  document.getElementById("aliases").replaceChildren(...aliases.map(section));
  document.querySelectorAll(".scroll").forEach((e, i) => { e.scrollLeft = sideways[i] ?? 0; });
  if (focused) document.getElementById(focused)?.querySelector("summary").focus();
  const bad = aliases.filter(alias => state(alias) !== "good").length;
  document.title = (bad > 0 ? `(${bad}) ` : "") + "Switchboard";
}

async function refresh() {
  const said = document.getElementById("said");
  try {
    const answer = await fetch("live.json", {cache: "no-store"});
    if (!answer.ok) throw new Error(answer.status);
    const aliases = await answer.json();
    const waits = isBeingRead();
    if (!waits) draw(aliases);
    said.textContent = waits ? "stands still while text is selected"
      : aliases.length === 0 ? "no alias was dialed yet" : "live, " + new Date().toLocaleTimeString();
    said.className = "";
    said.removeAttribute("role");
  } catch (e) {
    said.textContent = "the application does not answer; this is what it last said";
    said.className = "lost";
    said.setAttribute("role", "alert"); // only this is worth being read out
  }
  setTimeout(refresh, 1000);
}

refresh();
