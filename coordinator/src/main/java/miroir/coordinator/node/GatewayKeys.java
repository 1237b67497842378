package miroir.coordinator.node;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The two keys that a gateway has on every node (protocol.md, Sessions and leases). Neither may
 * create an index: a late write must not bring an old name back.
 */
public final class GatewayKeys {
  /** What a read key allows. */
  public static final List<String> READ =
      List.of("search", "documents.get", "indexes.get", "stats.get", "tasks.get", "version");

  /** What a write key allows. */
  public static final List<String> WRITE =
      List.of("documents.*", "settings.*", "indexes.get", "indexes.update", "tasks.get");

  private GatewayKeys() {}

  /** Returns the value that a node derives for a key: HMAC-SHA256(master key, uid), hexadecimal. */
  public static String value(String masterKey, String uid) {
    if (masterKey.isEmpty()) {
      return "";
    }
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(masterKey.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(uid.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no HmacSHA256", e);
    }
  }
}
