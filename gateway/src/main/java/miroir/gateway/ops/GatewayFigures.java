package miroir.gateway.ops;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import miroir.gateway.lane.LaneState;
import miroir.gateway.writer.IndexReport;

/** The gauges of a gateway; those of its writers are a second old at most. Thread-safe. */
public final class GatewayFigures {
  private static final double MILLIS = 1_000;

  private final MeterRegistry metrics;
  private final Supplier<List<IndexReport>> reports;

  /**
   * Makes one.
   *
   * @param reports what every writer did last; must not wait
   */
  public GatewayFigures(MeterRegistry metrics, Supplier<List<IndexReport>> reports) {
    this.metrics = metrics;
    this.reports = reports;
  }

  /** Registers a gauge that is read at each scrape. */
  public GatewayFigures gauge(String name, LongSupplier value) {
    Gauge.builder(name, value::getAsLong).register(metrics);
    return this;
  }

  /** Registers a count that something else keeps. */
  public GatewayFigures count(String name, LongSupplier value) {
    FunctionCounter.builder(name, value, LongSupplier::getAsLong).register(metrics);
    return this;
  }

  /** Registers what writers tell. */
  public GatewayFigures writers() {
    gauge("miroir_leases", () -> reports.get().size());
    gauge("miroir_writes_unregistered", () -> sum(IndexReport::unregistered));
    gauge("miroir_writes_in_flight", () -> sum(index -> index.unregistered() + index.unfinished()));
    Gauge.builder(
            "miroir_writes_oldest_age_seconds", () -> most(IndexReport::oldestMillis) / MILLIS)
        .register(metrics);
    for (LaneState state : List.of(LaneState.OPEN, LaneState.BROKEN, LaneState.OUT)) {
      Gauge.builder("miroir_lanes", () -> lanes(state))
          .tag("state", state.name().toLowerCase(Locale.ROOT))
          .register(metrics);
    }
    Gauge.builder("miroir_lane_queue_age_seconds", () -> most(GatewayFigures::queueMillis) / MILLIS)
        .register(metrics);
    gauge(
        "miroir_copies_running",
        () -> sum(index -> index.copies().stream().filter(c -> c.copyingSlots() > 0).count()));
    return this;
  }

  private static long queueMillis(IndexReport index) {
    return index.lanes().stream().mapToLong(IndexReport.LaneLook::oldestMillis).max().orElse(0);
  }

  private long lanes(LaneState state) {
    return sum(index -> index.lanes().stream().filter(lane -> lane.state() == state).count());
  }

  private long sum(ToLongFunction<IndexReport> figure) {
    return reports.get().stream().mapToLong(figure).sum();
  }

  private long most(ToLongFunction<IndexReport> figure) {
    return reports.get().stream().mapToLong(figure).max().orElse(0);
  }
}
