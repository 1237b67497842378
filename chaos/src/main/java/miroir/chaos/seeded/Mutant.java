package miroir.chaos.seeded;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * Miroir with a seeded bug: all its classes loaded once more, those that the bug changes compiled
 * from the changed source. Everything else, such as libraries, is shared.
 */
final class Mutant extends ClassLoader {
  private static final String OURS = "miroir.";

  private final Map<String, byte[]> changed;

  /** Makes the changes and compiles them. Needs the project's source and a JDK. */
  Mutant(SeededBug bug) throws IOException {
    super(Mutant.class.getClassLoader());
    Path project = project();
    Map<String, String> sources = new LinkedHashMap<>();
    for (SeededBug.Edit edit : bug.edits()) {
      String before = sources.get(edit.file());
      String text = before != null ? before : Files.readString(project.resolve(edit.file()));
      sources.put(edit.file(), edit.applyTo(text));
    }
    changed = compiled(sources);
  }

  /** Returns the names of the classes that the bug changes. */
  Set<String> changes() {
    return Set.copyOf(changed.keySet());
  }

  /** Returns the project that this class was built from. */
  private static Path project() throws IOException {
    Path built;
    try {
      built = Path.of(Mutant.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
    for (Path at = built; at != null; at = at.getParent()) {
      if (Files.isDirectory(at.resolve("gateway/src/main/java"))) {
        return at;
      }
    }
    throw new IOException("seeded bugs are edits of the source, which is not above " + built);
  }

  private static Map<String, byte[]> compiled(Map<String, String> sources) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler == null) {
      throw new IOException("a JDK is needed: this Java has no compiler");
    }
    List<JavaFileObject> units = new ArrayList<>();
    sources.forEach((file, text) -> units.add(new Source(file, text)));
    StringWriter complaints = new StringWriter();
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    List<String> options = List.of("-proc:none", "-nowarn", "-classpath", classPath);
    try (Outputs outputs = new Outputs(compiler.getStandardFileManager(null, null, null))) {
      if (!compiler.getTask(complaints, outputs, null, options, null, units).call()) {
        throw new IllegalStateException(complaints.toString());
      }
      return outputs.classes();
    }
  }

  /** A source text. */
  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String file, String text) {
      super(URI.create("string:///" + file), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  /** Keeps what is compiled. */
  private static final class Outputs extends ForwardingJavaFileManager<JavaFileManager> {
    private final Map<String, ByteArrayOutputStream> classes = new HashMap<>();

    Outputs(JavaFileManager files) {
      super(files);
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        Location location,
        String className,
        JavaFileObject.Kind kind,
        @Nullable FileObject sibling) {
      return new SimpleJavaFileObject(URI.create("bytes:///" + className), kind) {
        @Override
        public OutputStream openOutputStream() {
          ByteArrayOutputStream bytes = new ByteArrayOutputStream();
          classes.put(className, bytes);
          return bytes;
        }
      };
    }

    Map<String, byte[]> classes() {
      Map<String, byte[]> all = new HashMap<>();
      classes.forEach((name, bytes) -> all.put(name, bytes.toByteArray()));
      return all;
    }
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.startsWith(OURS)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded != null ? loaded : define(name);
    }
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    byte[] bytes = changed.get(name);
    if (bytes == null) {
      try (InputStream built = getResourceAsStream(name.replace('.', '/') + ".class")) {
        if (built == null) {
          throw new ClassNotFoundException(name);
        }
        bytes = built.readAllBytes();
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
    return defineClass(name, bytes, 0, bytes.length);
  }
}
