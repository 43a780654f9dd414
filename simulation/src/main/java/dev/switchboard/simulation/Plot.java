package dev.switchboard.simulation;

import java.util.List;
import java.util.Locale;

/**
 * A picture of latencies, as SVG: which share of the calls (to the right, in nines) took how long
 * (upwards, each line ten times the one below).
 */
final class Plot {

  private static final int WIDTH = 720;
  private static final int HEIGHT = 360;
  private static final int LEFT = 60;
  private static final int RIGHT = 170;
  private static final int TOP = 20;
  private static final int BOTTOM = 40;

  /** From the median to 99.99 %. */
  private static final double NINES_FROM = 0.301;

  private static final double NINES_TO = 4;
  private static final List<String> COLOURS =
      List.of("#0072b2", "#e69f00", "#009e73", "#d55e00", "#cc79a7", "#56b4e9", "#999999");

  private final StringBuilder svg = new StringBuilder();
  private final double logFrom;
  private final double logTo;

  private Plot(double logFrom, double logTo) {
    this.logFrom = logFrom;
    this.logTo = logTo;
  }

  static String of(List<Result> all) {
    double[] shares = shares();
    List<Result> results = all.stream().filter(r -> r.calls().success() > 0).toList();
    List<long[]> curves = results.stream().map(r -> r.calls().quantiles(shares)).toList();
    double lowest = curves.stream().mapToLong(c -> c[0]).min().orElseThrow() / 1e6;
    double highest = curves.stream().mapToLong(c -> c[c.length - 1]).max().orElseThrow() / 1e6;
    Plot plot =
        new Plot(Math.floor(StrictMath.log10(lowest)), Math.ceil(StrictMath.log10(highest)));
    plot.frame();
    for (int i = 0; i < curves.size(); i++) {
      plot.curve(shares, curves.get(i), COLOURS.get(i % COLOURS.size()));
      plot.legend(results.get(i).name(), i);
    }
    return plot.svg.append("</svg>\n").toString();
  }

  private static double[] shares() {
    double[] shares = new double[75];
    for (int i = 0; i < shares.length; i++) {
      double nines = NINES_FROM + (NINES_TO - NINES_FROM) * i / (shares.length - 1);
      shares[i] = 1 - StrictMath.pow(10, -nines);
    }
    return shares;
  }

  private void frame() {
    add(
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d' font-family='sans-serif'"
            + " font-size='12' fill='#666'>",
        WIDTH, HEIGHT);
    for (double log = logFrom; log <= logTo; log++) {
      add("<path d='M%d %.1fH%d' stroke='#ddd'/>", LEFT, y(log), WIDTH - RIGHT);
      add(
          "<text x='%d' y='%.1f' text-anchor='end'>%s ms</text>",
          LEFT - 6, y(log) + 4, Report.digits(StrictMath.pow(10, log)));
    }
    String[] names = {"90 %", "99 %", "99.9 %", "99.99 %"};
    for (int nines = 1; nines <= names.length; nines++) {
      add("<path d='M%.1f %dV%d' stroke='#eee'/>", x(nines), TOP, HEIGHT - BOTTOM);
      add(
          "<text x='%.1f' y='%d' text-anchor='middle'>%s</text>",
          x(nines), HEIGHT - BOTTOM + 18, names[nines - 1]);
    }
  }

  private void curve(double[] shares, long[] latencies, String colour) {
    StringBuilder path = new StringBuilder("M");
    for (int i = 0; i < shares.length; i++) {
      double nines = -StrictMath.log10(1 - shares[i]);
      path.append(
          String.format(
              Locale.ROOT, " %.1f %.1f", x(nines), y(StrictMath.log10(latencies[i] / 1e6))));
    }
    add("<path d='%s' fill='none' stroke='%s' stroke-width='2'/>", path, colour);
  }

  private void legend(String name, int i) {
    int y = TOP + 18 * i;
    add(
        "<rect x='%d' y='%d' width='12' height='4' fill='%s'/>",
        WIDTH - RIGHT + 14, y + 6, COLOURS.get(i % COLOURS.size()));
    add("<text x='%d' y='%d'>%s</text>", WIDTH - RIGHT + 32, y + 12, name);
  }

  private static double x(double nines) {
    return LEFT + (WIDTH - LEFT - RIGHT) * (nines - NINES_FROM) / (NINES_TO - NINES_FROM);
  }

  private double y(double log) {
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (log - logFrom) / (logTo - logFrom);
  }

  private void add(String format, Object... arguments) {
    svg.append(String.format(Locale.ROOT, format, arguments)).append('\n');
  }
}
