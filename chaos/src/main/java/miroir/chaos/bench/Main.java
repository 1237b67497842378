package miroir.chaos.bench;

/** Runs the benchmarks; takes JMH's own arguments, of which {@code -h} tells. */
public final class Main {
  private Main() {}

  /** Runs the program. */
  public static void main(String[] arguments) throws Exception {
    org.openjdk.jmh.Main.main(arguments);
  }
}
