package miroir.chaos.cluster;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import miroir.coordinator.raft.Identity;

/**
 * A whole cluster as processes on this machine: three coordinators, two gateways, and nodes,
 * embedded ones unless servers are named. Its data survive {@link #down()}. Not for use by two
 * threads.
 */
public final class LocalCluster {
  /** How processes log what nothing should have thrown. */
  private static final Pattern BUG = Pattern.compile("^\\S+ ERROR \\S+ BUG ");

  private static final Duration READY = Duration.ofMinutes(3);

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofMillis(500)).build();
  private final Layout layout;
  private final Consumer<String> say;
  private final Map<String, String> settings = new HashMap<>();
  private String nodeProgram = "";
  private Wiring wiring = Wiring.DIRECT;

  /**
   * Makes a handle; nothing is started.
   *
   * @param say hears about progress, a line at a time
   */
  public LocalCluster(Layout layout, Consumer<String> say) {
    this.layout = layout;
    this.say = say;
  }

  /** Overrides a configuration key for processes started from now on, by environment variable. */
  public LocalCluster with(String variable, String value) {
    settings.put(variable, value);
    return this;
  }

  /** Makes a new cluster's nodes from a Meilisearch binary, in the place of embedded ones. */
  public LocalCluster withNodeProgram(String path) {
    nodeProgram = path;
    return this;
  }

  /** Lets processes that are started from now on reach each other in this way. */
  public LocalCluster through(Wiring way) {
    wiring = way;
    return this;
  }

  /** Returns names, ports and directories. */
  public Layout layout() {
    return layout;
  }

  /** Returns the secrets it was made with. */
  public Secrets secrets() throws IOException {
    return Secrets.read(layout.data());
  }

  /** Starts everything and waits until it is ready; makes the cluster first, if need be. */
  public void up(String masterKey, String nodeKey, List<String> nodes)
      throws IOException, InterruptedException {
    if (!Secrets.exist(layout.data())) {
      Secrets.fresh(masterKey, nodeKey, nodes, nodeProgram).write(layout.data());
    }
    Secrets secrets = secrets();
    for (int i = 1; i <= Layout.COORDINATORS; i++) {
      String name = "coordinator-" + i;
      Identity.init(layout.home(name), UUID.fromString(secrets.clusterId()), name);
    }
    Credentials.add(layout, secrets.adminKey());
    say.accept("starting coordinators, nodes and gateways");
    for (String name : names(secrets)) {
      launch(name, secrets);
    }
    for (String name : names(secrets)) {
      awaitReady(name);
    }
    registration(secrets).run();
  }

  private List<String> names(Secrets secrets) throws IOException {
    List<String> names = new ArrayList<>(layout.fixedNames());
    if (secrets.nodes().isEmpty()) {
      for (int i = 1; i <= Math.max(Layout.NODES, highestNode()); i++) {
        names.add("node-" + i);
      }
    }
    return names;
  }

  private int highestNode() throws IOException {
    int highest = 0;
    try (Stream<Path> homes =
        Files.exists(layout.data()) ? Files.list(layout.data()) : Stream.empty()) {
      for (Path home : homes.toList()) {
        String name = home.getFileName().toString();
        if (name.matches("node-\\d+")) {
          highest = Math.max(highest, Layout.number(name));
        }
      }
    }
    return highest;
  }

  /** Starts one process by name; a further embedded node is registered as well. */
  public void start(String name) throws IOException, InterruptedException {
    Secrets secrets = secrets();
    boolean fresh = Layout.role(name).equals("node") && !Files.exists(layout.home(name));
    launch(name, secrets);
    awaitReady(name);
    if (fresh) {
      registration(secrets).add(name, nodeUrl(name));
    }
  }

  /** Starts several processes at once: coordinators alone are not ready without a majority. */
  public void start(List<String> names) throws IOException, InterruptedException {
    Secrets secrets = secrets();
    for (String name : names) {
      launch(name, secrets);
    }
    for (String name : names) {
      awaitReady(name);
    }
  }

  /** Starts one process and does not wait for it: some cannot become ready yet. */
  public void launch(String name) throws IOException {
    launch(name, secrets());
  }

  /** Returns the process id of a process, if it runs. */
  public OptionalLong pid(String name) throws IOException {
    return new LocalProcess(layout, name)
        .handle()
        .map(process -> OptionalLong.of(process.pid()))
        .orElse(OptionalLong.empty());
  }

  /** Stops one process, in peace. */
  public void stop(String name) throws IOException {
    new LocalProcess(layout, name).stop();
  }

  /** Kills one process. */
  public void kill(String name) throws IOException {
    new LocalProcess(layout, name).kill();
  }

  /** Freezes one process (SIGSTOP): it keeps its connections and says nothing. */
  public void freeze(String name) throws IOException, InterruptedException {
    new LocalProcess(layout, name).signal("STOP");
  }

  /** Lets a frozen process go on (SIGCONT). */
  public void wake(String name) throws IOException, InterruptedException {
    new LocalProcess(layout, name).signal("CONT");
  }

  private void launch(String name, Secrets secrets) throws IOException {
    LocalProcess process = new LocalProcess(layout, name);
    if (process.handle().isPresent()) {
      return;
    }
    requireFree(name);
    Launch launch = Launch.of(name, layout, secrets, wiring);
    launch.environment().putAll(settings);
    process.start(launch);
  }

  /** A stranger on the port would answer in the new process's place. */
  private void requireFree(String name) throws IOException {
    String address = address(name);
    int colon = address.lastIndexOf(':');
    int port = Integer.parseInt(address.substring(colon + 1));
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(address.substring(0, colon), port));
    } catch (BindException e) {
      throw new IOException(
          "port "
              + port
              + " of "
              + name
              + " is in use; stop what listens there, or choose other ports with --port-base",
          e);
    }
  }

  /** Waits until a process answers that it is ready. */
  public void awaitReady(String name) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + READY.toNanos();
    while (!isReady(name)) {
      if (new LocalProcess(layout, name).handle().isEmpty()) {
        throw new IOException(name + " ended; its log: " + lastLines(name));
      }
      if (System.nanoTime() - deadline > 0) {
        throw new IOException(name + " is not ready; its log: " + lastLines(name));
      }
      Thread.sleep(50);
    }
  }

  private String lastLines(String name) throws IOException {
    List<String> lines = Files.readAllLines(layout.log(name));
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
  }

  /** Returns whether a process answers that it is ready. */
  public boolean isReady(String name) throws InterruptedException {
    String path = Layout.role(name).equals("node") ? "/health" : "/_miroir/ready";
    return answers("http://" + address(name) + path);
  }

  private boolean answers(String url) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(2)).build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  /** Asks the coordinators what miroirctl asks, and returns what it prints, as JSON. */
  public String ask(String... command) throws IOException {
    return new Control(layout, secrets()).ask(command);
  }

  /** Waits until the leader has adopted every node, which its metrics tell. */
  public void awaitNodes() throws IOException, InterruptedException {
    registration(secrets()).awaitAdopted();
  }

  private Registration registration(Secrets secrets) throws IOException {
    List<String> urls = new ArrayList<>();
    for (int i = 1; i <= secrets.nodes().size(); i++) {
      boolean direct = wiring == Wiring.DIRECT;
      urls.add(direct ? secrets.nodes().get(i - 1) : nodeUrl("node-" + i));
    }
    for (int i = 1; secrets.nodes().isEmpty() && i <= highestNode(); i++) {
      urls.add(nodeUrl("node-" + i));
    }
    return new Registration(layout, new Control(layout, secrets), urls, READY);
  }

  /** Returns where a process itself serves HTTP, whatever stands between it and others. */
  private String address(String name) {
    boolean node = Layout.role(name).equals("node");
    return node ? layout.http(wiring.nodeHost(), name) : layout.http(name);
  }

  private String nodeUrl(String name) {
    return "http://" + layout.http(wiring.calledHost(), name);
  }

  /** Stops everything; gateways first, so that they hand over in peace. */
  public void down() throws IOException {
    if (!Secrets.exist(layout.data())) {
      return;
    }
    List<String> names = new ArrayList<>(names(secrets()));
    java.util.Collections.sort(names, java.util.Comparator.comparing(LocalCluster::stopOrder));
    for (String name : names) {
      stop(name);
    }
  }

  private static int stopOrder(String name) {
    return switch (Layout.role(name)) {
      case "gateway" -> 0;
      case "coordinator" -> 1;
      default -> 2;
    };
  }

  /** Returns the exceptions that nothing should have thrown, as its processes have logged them. */
  public List<String> bugs() throws IOException {
    List<String> bugs = new ArrayList<>();
    for (String name : Secrets.exist(layout.data()) ? names(secrets()) : List.<String>of()) {
      try (Stream<String> lines =
          Files.exists(layout.log(name)) ? Files.lines(layout.log(name)) : Stream.empty()) {
        lines.filter(BUG.asPredicate()).forEach(line -> bugs.add(name + ": " + line));
      }
    }
    return bugs;
  }

  /** Stops everything and deletes the data, also those on servers that are not ours to stop. */
  public void reset() throws IOException {
    down();
    if (Secrets.exist(layout.data())) {
      for (String url : secrets().nodes()) {
        new Leavings(url, secrets().nodeKey()).delete();
      }
    }
    if (Files.exists(layout.data())) {
      try (Stream<Path> all = Files.walk(layout.data())) {
        for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }

  /**
   * How one process is.
   *
   * @param pid 0 if it does not run
   */
  public record Status(String name, String role, long pid, String url, boolean ready) {}

  /** Returns how every process is. */
  public List<Status> status() throws IOException, InterruptedException {
    List<Status> all = new ArrayList<>();
    if (!Secrets.exist(layout.data())) {
      return all;
    }
    for (String name : names(secrets())) {
      long pid = new LocalProcess(layout, name).handle().map(ProcessHandle::pid).orElse(0L);
      all.add(
          new Status(
              name,
              Layout.role(name),
              pid,
              "http://" + layout.http(name),
              pid != 0 && isReady(name)));
    }
    return all;
  }
}
