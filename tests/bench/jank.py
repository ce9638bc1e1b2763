"""What moves or holds up a page, as the browser itself reports it."""

WATCH_JANK = """
new PerformanceObserver(list => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) bench.shift += entry.value;
}).observe({type: "layout-shift", buffered: true});
new PerformanceObserver(list => bench.tasks.push(...list.getEntries().map(entry => entry.duration)))
  .observe({type: "longtask", buffered: true});
"""
"""Adds to `bench.shift` (layout shifts that nobody asked for) and to `bench.tasks` (milliseconds of each long task)."""
