package miroir.gateway.api.settings;

import java.util.ArrayList;
import java.util.List;

/** The languages that Meilisearch knows, in its two spellings. */
public final class Locales {
  private static final List<String> SHORT =
      List.of(
          ("af ak am ar az be bn bg ca cs da de el en eo et fi fr gu he hi hr hu hy id it jv ja kn ka"
                  + " km ko la lv lt ml mr mk my ne nl nb or pa fa pl pt ro ru si sk sl sn es sr sv"
                  + " ta te tl th tk tr uk ur uz vi yi zh zu")
              .split(" "));
  private static final List<String> LONG =
      List.of(
          ("afr aka amh ara aze bel ben bul cat ces dan deu ell eng epo est fin fra guj heb hin hrv"
                  + " hun hye ind ita jav jpn kan kat khm kor lat lav lit mal mar mkd mya nep nld"
                  + " nob ori pan pes pol por ron rus sin slk slv sna spa srp swe tam tel tgl tha tuk"
                  + " tur ukr urd uzb vie yid zho zul cmn")
              .split(" "));

  private Locales() {}

  /** All spellings, in the order of the error message. */
  public static List<String> all() {
    List<String> all = new ArrayList<>(SHORT);
    all.addAll(LONG);
    return List.copyOf(all);
  }

  /** The three-letter spelling. */
  public static String canonical(String locale) {
    int position = SHORT.indexOf(locale);
    return position < 0 ? locale : LONG.get(position);
  }
}
