package dev.intact.harness;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A database that is migrated once in this JVM, by whoever needs it first, and copied from then on. */
final class Template {
    private static final Map<Content, Template> OF_THIS_JVM = new ConcurrentHashMap<>();

    private final Content content;
    private @Nullable Stock stock;
    private @Nullable Exception failure;

    /** What tells one template from another. */
    private record Content(Engine engine, List<Migration> migrations) {}

    private Template(Content content) {
        this.content = content;
    }

    static Template of(Engine engine, List<Migration> migrations) {
        return OF_THIS_JVM.computeIfAbsent(new Content(engine, migrations), Template::new);
    }

    Database open() {
        return stock().take();
    }

    // Whoever comes meanwhile waits. A failure stays: the migration would fail again, for each test anew.
    private synchronized Stock stock() {
        if (stock == null && failure == null) {
            migrate();
        }
        if (stock == null) {
            throw new IllegalStateException(
                    "the migration of %s failed: %s".formatted(content.engine, failure), failure);
        }
        return stock;
    }

    private void migrate() {
        var database = content.engine.create();
        try {
            for (var migration : content.migrations) {
                migration.migrate(database.dataSource());
            }
            database.seal();
            stock = new Stock(database);
        } catch (Exception e) {
            failure = e;
        } finally {
            if (stock == null) {
                database.close();
            }
        }
    }
}
