package miroir.chaos.rules;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;

/** Leaves out what protobuf generates. */
final class NotGenerated extends DescribedPredicate<JavaClass> {
  NotGenerated() {
    super("are written by hand");
  }

  @Override
  public boolean test(JavaClass candidate) {
    return !candidate.getPackageName().startsWith("miroir.proto");
  }
}
