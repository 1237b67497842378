package miroir.chaos.bench;

import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.Server;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import miroir.chaos.cluster.JavaCommand;

/**
 * What the gateway's HTTP library costs on a machine before Miroir does anything: passes a request
 * on to all of some URLs, and answers with one answer behind the other. A program of its own, so
 * that its processor time can be told.
 */
final class BareProxy implements AutoCloseable {
  private static final String KEY = "BARE_PROXY_KEY";

  /** What it says once it listens. */
  private static final String READY = "ready";

  private final Process process;
  private final int port;

  /** Starts one over some places. It answers under any path. */
  BareProxy(int port, String key, List<String> urls) throws IOException {
    this.port = port;
    List<String> command =
        new ArrayList<>(JavaCommand.of(BareProxy.class.getName(), Integer.toString(port)));
    command.addAll(urls);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    // Not among the arguments, which everybody on the machine can read.
    builder.environment().put(KEY, key);
    process = builder.start();
    String said = process.inputReader().readLine();
    while (said != null && !said.equals(READY)) {
      said = process.inputReader().readLine();
    }
    if (said == null) {
      throw new IOException("the bare proxy did not start on port " + port);
    }
  }

  String url() {
    return "http://127.0.0.1:" + port;
  }

  long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  /** Arguments: port, URLs. */
  public static void main(String[] arguments) {
    List<Target> targets = new ArrayList<>();
    String key = System.getenv().getOrDefault(KEY, "");
    for (int i = 1; i < arguments.length; i++) {
      targets.add(Target.of(arguments[i], key));
    }
    Server.builder()
        .http(Integer.parseInt(arguments[0]))
        .service(
            "prefix:/",
            (ctx, request) ->
                HttpResponse.of(request.aggregate().thenCompose(whole -> ask(targets, whole))))
        .build()
        .start()
        .join();
    System.out.println(READY);
  }

  private static CompletableFuture<HttpResponse> ask(
      List<Target> targets, AggregatedHttpRequest request) {
    List<CompletableFuture<AggregatedHttpResponse>> answers = new ArrayList<>();
    targets.forEach(target -> answers.add(target.ask(request.content())));
    return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
        .thenApply(
            all -> {
              byte[][] bodies = new byte[answers.size()][];
              int length = 0;
              for (int i = 0; i < bodies.length; i++) {
                bodies[i] = answers.get(i).join().content().array();
                length += bodies[i].length;
              }
              byte[] joined = new byte[length];
              int at = 0;
              for (byte[] body : bodies) {
                System.arraycopy(body, 0, joined, at, body.length);
                at += body.length;
              }
              return HttpResponse.of(HttpStatus.OK, MediaType.JSON, HttpData.wrap(joined));
            });
  }

  /** One place to ask. */
  private record Target(WebClient client, RequestHeaders headers) {
    static Target of(String url, String key) {
      String base = url.substring(0, url.indexOf('/', "http://".length()));
      return new Target(
          WebClient.of(base.replaceFirst("^http://", "h1c://")),
          RequestHeaders.of(
              HttpMethod.POST,
              url.substring(base.length()),
              HttpHeaderNames.CONTENT_TYPE,
              MediaType.JSON,
              HttpHeaderNames.AUTHORIZATION,
              "Bearer " + key));
    }

    CompletableFuture<AggregatedHttpResponse> ask(HttpData body) {
      return client.execute(headers, body).aggregate();
    }
  }
}
