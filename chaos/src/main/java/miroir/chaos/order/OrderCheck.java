package miroir.chaos.order;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import miroir.chaos.golden.Server;

/**
 * Fills a cluster and one server alike and asks both the same: through each gateway, and with each
 * node stopped in turn. With two copies on three nodes, a shard that lies on the stopped one has a
 * single copy left: over the three rounds each copy of each shard has to answer once.
 */
final class OrderCheck {
  private static final int GATEWAYS = 2;
  private static final int EXAMPLES_SHOWN = 3;

  private final Servers servers;
  private final List<SearchSet> sets;
  private final PrintWriter out;
  private final List<List<JsonNode>> expected = new ArrayList<>();
  private boolean good = true;

  OrderCheck(Servers servers, List<SearchSet> sets, PrintWriter out) {
    this.servers = servers;
    this.sets = List.copyOf(sets);
    this.out = out;
  }

  /**
   * Runs all and tells what was found.
   *
   * @return whether every search that a cluster can answer exactly was answered as the one server
   *     did
   * @throws IOException also when a search fails, and when a stopped node changed the copies
   */
  boolean run() throws IOException, InterruptedException {
    for (SearchSet set : sets) {
      set.load(servers.single());
      set.load(servers.gateway(1));
      expected.add(set.answers(servers.single()));
    }
    for (int i = 0; i < sets.size(); i++) {
      if (sets.get(i).isRecorded()) {
        tell("one server", sets.get(i).name(), "as recorded", recorded(i, expected.get(i)));
      }
    }
    for (int gateway = 1; gateway <= GATEWAYS; gateway++) {
      ask("gateway " + gateway, servers.gateway(gateway));
    }
    String before = servers.shards();
    for (String node : servers.nodes()) {
      servers.stop(node);
      ask("without " + node, servers.gateway(1));
      servers.start(node);
    }
    if (!servers.shards().equals(before)) {
      throw new IOException("copies changed; before: " + before + "; now: " + servers.shards());
    }
    return good;
  }

  private void ask(String phase, Server gateway) throws IOException, InterruptedException {
    for (int i = 0; i < sets.size(); i++) {
      SearchSet set = sets.get(i);
      List<JsonNode> answers = set.answers(gateway);
      Set<String> kinds = new LinkedHashSet<>();
      set.questions().forEach(question -> kinds.add(question.kind()));
      List<Integer> exact = new ArrayList<>();
      for (String kind : kinds) {
        List<Integer> places = places(set, kind);
        if (set.questions().get(places.get(0)).isExact()) {
          exact.addAll(places);
          judge(phase, i, kind, answers, places);
        } else {
          tell(phase, set.name(), kind + " (cannot be exact)", agreement(i, answers, places));
        }
      }
      tell(phase, set.name(), "as one server", agreement(i, answers, exact));
      if (set.isRecorded()) {
        tell(phase, set.name(), "as recorded", recorded(i, answers));
      }
    }
  }

  private void judge(
      String phase, int set, String kind, List<JsonNode> answers, List<Integer> places) {
    Agreement agreement = agreement(set, answers, places);
    if (agreement.isFull()) {
      return;
    }
    good = false;
    tell(phase, sets.get(set).name(), kind + " differs", agreement);
    agreement.examples().stream()
        .limit(EXAMPLES_SHOWN)
        .map(at -> sets.get(set).questions().get(places.get(at)).request().path("json"))
        .forEach(search -> out.printf("    %s%n", search));
  }

  private Agreement agreement(int set, List<JsonNode> answers, List<Integer> places) {
    return Agreement.of(
        places.stream().map(expected.get(set)::get).toList(),
        places.stream().map(answers::get).toList());
  }

  private Agreement recorded(int set, List<JsonNode> answers) {
    return Agreement.of(
        sets.get(set).questions().stream().map(SearchSet.Question::recorded).toList(), answers);
  }

  private static List<Integer> places(SearchSet set, String kind) {
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < set.questions().size(); i++) {
      if (set.questions().get(i).kind().equals(kind)) {
        places.add(i);
      }
    }
    return places;
  }

  private void tell(String phase, String set, String what, Agreement agreement) {
    out.printf("%-15s %-20s %-14s %s%n", phase, set, what, agreement);
    out.flush();
  }
}
