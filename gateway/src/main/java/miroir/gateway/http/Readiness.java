package miroir.gateway.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import miroir.gateway.api.json.Json;
import miroir.gateway.map.CurrentView;
import miroir.gateway.session.CoordinatorClient;

/** {@code /_miroir/ready}: whether a gateway does all that it is there for, and else what not. */
final class Readiness implements HttpService {
  private final CurrentView view;
  private final CoordinatorClient coordinators;

  Readiness(CurrentView view, CoordinatorClient coordinators) {
    this.view = view;
    this.coordinators = coordinators;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
    boolean session = coordinators.session().live();
    boolean stopping = coordinators.session().leaving();
    boolean ready = view.arrived() && session && !stopping;
    ObjectNode json =
        Json.object()
            .put("ready", ready)
            .put("session", session)
            .put("searching", view.arrived())
            .put("stopping", stopping)
            .put("routingEpoch", view.get().epoch());
    String why = why(view.arrived(), session, stopping);
    if (!why.isEmpty()) {
      json.put("reason", why);
    }
    return HttpResponse.of(
        ready ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE,
        MediaType.JSON_UTF_8,
        json.toString());
  }

  static String why(boolean arrived, boolean session, boolean stopping) {
    if (!arrived) {
      return "no coordinator has told this gateway of the cluster yet";
    }
    if (!session) {
      return "the session with the coordinators is lost: searches go on from the last state that"
          + " it heard of, writes are refused";
    }
    return stopping ? "it is asked to stop, and gives its indexes to others" : "";
  }
}
