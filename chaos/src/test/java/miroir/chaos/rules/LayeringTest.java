package miroir.chaos.rules;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/**
 * THINK HARD ABOUT THE LAYERING OF THE PROJECT BEFORE CHANGING THIS FILE. The lines are those of
 * docs/decisions.md.
 */
class LayeringTest {
  private static final JavaClasses ALL =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("miroir");

  private static final String[] CORE = {
    "miroir.cluster..",
    "miroir.topology..",
    "miroir.placement..",
    "miroir.command..",
    "miroir.machine..",
    "miroir.routing..",
    "miroir.invariant.."
  };

  @Test
  void theCoreIsPure() {
    classes()
        .that()
        .resideInAnyPackage(CORE)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "miroir.cluster..",
            "miroir.topology..",
            "miroir.placement..",
            "miroir.command..",
            "miroir.machine..",
            "miroir.routing..",
            "miroir.invariant..",
            "java.lang..",
            "java.util",
            "java.util.function",
            "java.util.regex",
            "java.util.stream",
            "java.nio.charset",
            "net.jpountz.xxhash",
            "org.jspecify.annotations")
        .check(ALL);
  }

  @Test
  void theCoreIsLayered() {
    String[] order = {
      "miroir.cluster..",
      "miroir.topology..",
      "miroir.placement..",
      "miroir.command..",
      "miroir.machine..",
      "miroir.routing..",
      "miroir.invariant.."
    };
    for (int lower = 0; lower < order.length; lower++) {
      for (int upper = lower + 1; upper < order.length; upper++) {
        noClasses()
            .that()
            .resideInAPackage(order[lower])
            .should()
            .dependOnClassesThat()
            .resideInAPackage(order[upper])
            .check(ALL);
      }
    }
  }

  @Test
  void onlyTheRaftPackageSeesRatis() {
    noClasses()
        .that()
        .resideOutsideOfPackage("miroir.coordinator.raft..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.ratis..")
        .check(ALL);
  }

  @Test
  void theGatewayNeverSeesTheCoordinator() {
    noClasses()
        .that()
        .resideInAPackage("miroir.gateway..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("miroir.coordinator..")
        .check(ALL);
  }

  @Test
  void theCoresThatTheSimulationRunsDoNoIo() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "miroir.gateway.plan..",
            "miroir.gateway.merge..",
            "miroir.gateway.writer..",
            "miroir.gateway.lane..",
            "miroir.gateway.api..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "com.linecorp.armeria..", "io.grpc..", "miroir.proto..", "java.net.http..")
        .check(ALL);
  }

  /** One loop, no threads: virtual time must be able to take the clock's place. */
  @Test
  void writersAndLanesStartNoThreads() {
    noClasses()
        .that()
        .resideInAnyPackage("miroir.gateway.writer..", "miroir.gateway.lane..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.util.concurrent..")
        .check(ALL);
  }

  @Test
  void driversReachTheLogOnlyByProposing() {
    noClasses()
        .that()
        .resideInAPackage("miroir.coordinator.driver..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "miroir.coordinator.raft..", "miroir.coordinator.rpc..", "com.linecorp..")
        .check(ALL);
  }

  /** What the simulation does must be decided by its seed alone. */
  @Test
  void theSimulationHasNoNetworkAndNoTimers() {
    noClasses()
        .that()
        .resideInAPackage("miroir.chaos.sim..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "com.linecorp.armeria..", "io.grpc..", "java.net.http..", "org.apache.ratis..")
        .check(ALL);
  }

  @Test
  void nothingThatShipsKnowsTheSimulation() {
    noClasses()
        .that()
        .resideOutsideOfPackages("miroir.chaos.sim..", "miroir.chaos.fault..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("miroir.chaos.sim..")
        .check(ALL);
  }

  @Test
  void namesSayWhatAClassIs() {
    noClasses()
        .should()
        .haveNameMatching(".*(Impl|Utils?|Helper|Manager)")
        .check(ALL.that(new NotGenerated()));
  }
}
