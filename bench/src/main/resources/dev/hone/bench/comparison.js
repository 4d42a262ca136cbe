(function () {
  "use strict";
  var data = JSON.parse(document.getElementById("data").textContent);
  var dark = window.matchMedia("(prefers-color-scheme: dark)");
  var printing = false;
  var charts = [];

  // Okabe and Ito's colours, told apart by people who see fewer; the second set is for dark paper.
  var LIGHT = ["#0072B2", "#D55E00", "#009E73", "#A0438A", "#8A6D00", "#4A9BD1", "#5B5B5B"];
  var DARK = ["#56B4E9", "#F0894A", "#33C79A", "#DD8FC4", "#E2C044", "#8EC9F2", "#B5B5B5"];
  var SHAPES = [
    "circle", "rect", "triangle", "diamond",
    "path://M-10,-8L10,-8L0,9Z", "path://M-3.4,-10H3.4V-3.4H10V3.4H3.4V10H-3.4V3.4H-10V-3.4H-3.4Z",
    "path://M0,-10L2.9,-4L9.5,-3.1L4.8,1.5L5.9,8.1L0,5L-5.9,8.1L-4.8,1.5L-9.5,-3.1L-2.9,-4Z"
  ];
  // As wide as a landscape sheet of either common size leaves room for.
  var SHEET = 940;
  var DASHES = ["solid", "dashed", "dotted"];

  function isDark() { return dark.matches && !printing; }

  function ink() {
    return isDark()
      ? { text: "#e8e8e6", dim: "#a2a8b0", line: "#343940", card: "#1d2024", mid: "#2a2e33", good: "#2e9c68", bad: "#c9584c" }
      : { text: "#1d1f23", dim: "#5f646d", line: "#e3e1dc", card: "#ffffff", mid: "#f1efea", good: "#3fa573", bad: "#d0645a" };
  }

  function look(method) {
    var i = data.methods.indexOf(method);
    if (i < 0) return { colour: ink().dim, shape: "diamond", dash: "solid" };
    var marks = data.looks[i];
    return { colour: (isDark() ? DARK : LIGHT)[marks[0]], shape: SHAPES[marks[1]], dash: DASHES[marks[2]] };
  }

  function called(method) {
    var i = data.methods.indexOf(method);
    return i < 0 ? method : data.names[i];
  }

  function percent(v) { return Math.round(v * 1000) / 10; }

  function short(text, n) { return text.length > n ? text.slice(0, n - 1) + "…" : text; }

  function brief(n) {
    if (n >= 1e6) return (n / 1e6).toFixed(1).replace(/\.0$/, "") + "M";
    if (n >= 1e4) return Math.round(n / 1e3) + "k";
    return String(Math.round(n * 1e4) / 1e4);
  }

  function money(v) { return data.cost.unit === "$" ? "$" + (v < 0.01 && v > 0 ? v.toFixed(5) : brief(v)) : brief(v) + " tokens"; }

  function axis(name, extra) {
    var c = ink();
    return Object.assign({
      type: "value", name: name, nameLocation: "middle", nameGap: 28,
      nameTextStyle: { color: c.dim }, axisLabel: { color: c.dim, hideOverlap: true },
      axisLine: { lineStyle: { color: c.line } }, splitLine: { lineStyle: { color: c.line } }
    }, extra);
  }

  function base(box) {
    var c = ink();
    return {
      animation: false, backgroundColor: "transparent",
      textStyle: { color: c.text, fontFamily: "system-ui, sans-serif" },
      grid: Object.assign({ left: 52, right: 18, top: 14, bottom: 46 }, box),
      tooltip: { confine: true, backgroundColor: c.card, borderColor: c.line, textStyle: { color: c.text } }
    };
  }

  function plain(text) {
    return String(text).replace(/[&<>"']/g, function (c) { return "&#" + c.charCodeAt(0) + ";"; });
  }

  // All names at once, on as many lines as they take: paper cannot be paged. The plot keeps its height above them.
  function legend(option, width, names, plot) {
    var most = width < 500 ? 30 : 60;
    var lines = 1;
    var x = 0;
    names.forEach(function (name) {
      var w = 36 + 7 * Math.min(called(name).length, most);
      if (x > 0 && x + w > width) { lines++; x = 0; }
      x += w;
    });
    option.legend = {
      type: "plain", bottom: 0, left: 0, width: width, itemWidth: 14, itemHeight: 11, itemGap: 10,
      textStyle: { color: ink().text }, inactiveColor: ink().line,
      data: names.map(function (name) { return { name: name, icon: look(name).shape }; }),
      formatter: function (name) { return short(called(name), most); }
    };
    option.grid.bottom = 54 + 24 * lines;
    return plot + option.grid.bottom;
  }

  // One area for the whole series: along the upper ends of the steps, and back along the lower ones.
  function band(points, colour, opacity) {
    return function (params, api) {
      if (params.dataIndex > 0) return null;
      var upper = [];
      var lower = [];
      points.forEach(function (p, k) {
        if (k > 0) {
          upper.push(api.coord([p[0], points[k - 1][3]]));
          lower.push(api.coord([p[0], points[k - 1][2]]));
        }
        upper.push(api.coord([p[0], p[3]]));
        lower.push(api.coord([p[0], p[2]]));
      });
      return { type: "polygon", shape: { points: upper.concat(lower.reverse()) }, style: { fill: colour, opacity: opacity } };
    };
  }

  function curves(width) {
    var chosen = document.getElementById("ground");
    var group = data.curves[chosen ? chosen.value : 0];
    var option = base({});
    this.height = legend(option, width, group.lines.map(function (l) { return l.method; }), 330);
    option.tooltip.trigger = "axis";
    option.tooltip.formatter = function (items) {
      var lines = items.filter(function (i) { return i.seriesId.indexOf("line") === 0; }).map(function (i) {
        var p = i.data;
        return i.marker + plain(i.seriesName) + ": " + p[1] + " (" + p[2] + " to " + p[3] + ")";
      });
      return Math.round(items[0].axisValue) + " rollouts<br>" + lines.join("<br>");
    };
    option.xAxis = axis("rollouts spent", { min: 0, max: group.most });
    option.yAxis = axis("best validation score", { scale: true, nameGap: 36 });
    option.series = [];
    group.lines.forEach(function (line, i) {
      var l = look(line.method);
      var points = line.points.map(function (p) { return [p[0], percent(p[1]), percent(p[2]), percent(p[3])]; });
      option.series.push({
        id: "band" + i, type: "custom", name: line.method, color: l.colour, silent: true, clip: true, z: 1, tooltip: { show: false },
        encode: { x: 0, y: [2, 3] }, data: points, renderItem: band(points, l.colour, Math.min(0.14, 0.42 / group.lines.length))
      });
      option.series.push({
        id: "line" + i, type: "line", name: line.method, step: "end", color: l.colour, symbolSize: 9, z: 2, encode: { x: 0, y: 1 },
        symbol: function (value, p) { return p.dataIndex === points.length - 1 ? l.shape : "none"; },
        lineStyle: { width: 2.4, type: l.dash }, data: points
      });
    });
    return option;
  }

  function cost(kind, title) {
    return function (width) {
      var c = ink();
      var option = base({ top: 20, right: 26 });
      var points = data.cost.points;
      var bottom = percent(Math.min.apply(null, points.map(function (p) { return p.low; })));
      var top = percent(Math.max.apply(null, points.map(function (p) { return p.high; })));
      var step = top - bottom > 24 ? 10 : top - bottom > 8 ? 5 : 2;
      var most = Math.max.apply(null, points.map(function (p) { return p[kind]; }));
      this.height = legend(option, width, points.map(function (p) { return p.method; }), 320);
      option.tooltip.formatter = function (item) {
        var p = item.data.point;
        return p ? plain(p.method) + "<br>" + percent(p.score) + " (" + percent(p.low) + " to " + percent(p.high) + ")<br>" + money(p[kind]) : "";
      };
      option.xAxis = axis(title, { min: 0, axisLabel: { color: c.dim, hideOverlap: true, formatter: function (v) { return data.cost.unit === "$" ? "$" + brief(v) : brief(v); } } });
      option.yAxis = axis("test score", {
        scale: true, nameGap: 36,
        min: Math.max(0, Math.floor(bottom / step) * step), max: Math.min(100, Math.ceil((top + 0.5) / step) * step), interval: step
      });
      var best = -1;
      var frontier = points.slice().sort(function (a, b) { return a[kind] - b[kind] || b.score - a.score; }).filter(function (p) {
        var better = p.score > best + 1e-9;
        if (better) best = p.score;
        return better;
      });
      option.series = [
        { type: "line", name: "frontier", step: "end", symbol: "none", silent: true, z: 1, lineStyle: { color: c.dim, type: "dashed", width: 1.4 },
          data: frontier.map(function (p) { return [p[kind], percent(p.score)]; }) }
      ];
      points.forEach(function (p) {
        var l = look(p.method);
        var named = points.length < 8 || frontier.indexOf(p) >= 0;
        option.series.push({
          type: "custom", name: p.method, color: l.colour, silent: true, z: 2, encode: { x: 0, y: [1, 2] },
          data: [[p[kind], percent(p.low), percent(p.high)]],
          renderItem: function (params, api) {
            var a = api.coord([api.value(0), api.value(1)]);
            var b = api.coord([api.value(0), api.value(2)]);
            return { type: "line", shape: { x1: a[0], y1: a[1], x2: b[0], y2: b[1] }, style: { stroke: l.colour, lineWidth: 2, opacity: 0.5 } };
          }
        });
        option.series.push({
          type: "scatter", name: p.method, color: l.colour, z: 3, symbol: l.shape, symbolSize: 14, labelLayout: { hideOverlap: true, dy: p[kind] > most * 0.6 ? 0 : -11 },
          itemStyle: { borderColor: c.card, borderWidth: 1 },
          data: [{ value: [p[kind], percent(p.score)], point: p }],
          label: { show: named, position: p[kind] > most * 0.6 ? "left" : "right", distance: 8, color: c.text, fontSize: 11, formatter: short(called(p.method), width < 500 ? 18 : 28) }
        });
      });
      return option;
    };
  }

  function tiles(rows, columns, cells, extreme, tell) {
    return function (width) {
      var c = ink();
      var longest = Math.max.apply(null, rows.map(function (r) { return Math.min(called(r).length, 24); }));
      var option = base({ left: 16 + longest * 7.2, right: 12, top: 8, bottom: 18 + Math.min(22, Math.max.apply(null, columns.map(function (x) { return called(x).length; }))) * 5 });
      var room = (width - option.grid.left - option.grid.right) / columns.length;
      option.tooltip.formatter = function (item) { return tell(item.data.value); };
      option.xAxis = { type: "category", data: columns, axisTick: { show: false }, axisLine: { show: false },
        axisLabel: { color: c.dim, interval: 0, rotate: columns.length > 3 || columns.some(function (x) { return called(x).length > 14; }) ? 38 : 0, formatter: function (v) { return short(called(v), 22); } } };
      option.yAxis = { type: "category", data: rows, inverse: true, axisTick: { show: false }, axisLine: { show: false },
        axisLabel: { color: c.text, formatter: function (v) { return short(called(v), 24); } } };
      option.visualMap = { show: false, min: -extreme, max: extreme, dimension: 2, inRange: { color: [c.bad, c.mid, c.good] } };
      option.series = [{ type: "heatmap", itemStyle: { borderColor: c.card, borderWidth: 2, borderRadius: 4 }, emphasis: { itemStyle: { borderColor: c.text } },
        data: cells.map(function (cell) {
          return { value: cell, label: { show: true, color: c.text, fontSize: room < 54 ? 10 : 12, fontWeight: cell[4] ? "bold" : "normal", formatter: cell[3] } };
        }) }];
      return option;
    };
  }

  function place(id, make) {
    var element = document.getElementById(id);
    if (!element) return;
    var chart = echarts.init(element, null, { renderer: "svg" });
    var least = element.style.minWidth;
    function draw() {
      var size = {};
      element.style.width = printing ? SHEET + "px" : "";
      element.style.minWidth = printing ? "0" : least;
      var option = make.call(size, element.clientWidth);
      if (size.height) element.style.height = size.height + "px";
      chart.resize();
      chart.setOption(option, true);
    }
    charts.push(draw);
    draw();
  }

  function all() { charts.forEach(function (draw) { draw(); }); }

  place("curves", curves);
  place("search-cost", cost("search", "search, " + (data.cost.unit === "$" ? "US dollars" : "tokens")));
  place("serving-cost", cost("serving", "1,000 answers with the final prompt, " + (data.cost.unit === "$" ? "US dollars" : "tokens")));
  place("heat", tiles(data.methods, data.grounds, data.heat, data.most, function (v) {
    return plain(data.methods[v[1]]) + "<br>" + plain(data.grounds[v[0]]) + "<br>" + plain(v[5]);
  }));
  place("wins", tiles(data.rivals, data.rivals, data.wins, 1, function (v) {
    return plain(data.rivals[v[1]]) + " against " + plain(data.rivals[v[0]]) + "<br>" + plain(v[5]);
  }));

  var chosen = document.getElementById("ground");
  if (chosen) chosen.addEventListener("change", function () { charts[0](); });
  dark.addEventListener("change", all);
  var waiting = 0;
  window.addEventListener("resize", function () { cancelAnimationFrame(waiting); waiting = requestAnimationFrame(all); });
  window.addEventListener("beforeprint", function () { printing = true; all(); });
  window.addEventListener("afterprint", function () { printing = false; all(); });
})();
