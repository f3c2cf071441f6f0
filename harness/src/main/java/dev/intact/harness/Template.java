package dev.intact.harness;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * A database that is migrated by whoever needs it first, and copied from then on. Those that were not needed for longest
 * are given up, and migrated again if somebody comes back.
 */
final class Template {
    /** Each has a few copies ready, and on PostgreSQL a session to each of them. */
    private static final int KEPT_AT_MOST = 12;

    /** As long as somebody has one, everybody gets the same. */
    private static final Map<Content, WeakReference<Template>> OF_THIS_JVM = new WeakHashMap<>();
    /** The one that was needed last is the last. */
    private static final Set<Template> KEPT = new LinkedHashSet<>();

    private final Content content;
    /** Held for reading by those who copy, for writing by who gives it up. */
    private final ReadWriteLock use = new ReentrantReadWriteLock();

    private @Nullable Stock stock;
    private @Nullable Exception failure;

    /** What tells one template from another. */
    private record Content(Engine engine, List<Migration> migrations) {}

    private Template(Content content) {
        this.content = content;
    }

    static Template of(Engine engine, List<Migration> migrations) {
        var content = new Content(engine, migrations);
        synchronized (OF_THIS_JVM) {
            var known = OF_THIS_JVM.get(content);
            var template = known == null ? null : known.get();
            if (template == null) {
                template = new Template(content);
                // The map is to hold the content that the template holds, and would keep an equal one.
                OF_THIS_JVM.remove(content);
                OF_THIS_JVM.put(content, new WeakReference<>(template));
            }
            return template;
        }
    }

    Database open() {
        use.readLock().lock();
        try {
            return stock().take();
        } finally {
            use.readLock().unlock();
            unkept().forEach(Template::giveUp);
        }
    }

    /** {@return those that are kept no longer, this one being needed now} */
    private List<Template> unkept() {
        synchronized (KEPT) {
            KEPT.remove(this);
            KEPT.add(this);
            var oldest = new ArrayList<>(KEPT).subList(0, Math.max(0, KEPT.size() - KEPT_AT_MOST));
            KEPT.removeAll(oldest);
            return oldest;
        }
    }

    /** Not while somebody copies it, who may be the very one: a migration can open other sources. */
    private void giveUp() {
        if (use.writeLock().tryLock()) {
            try {
                empty();
            } finally {
                use.writeLock().unlock();
            }
        } else {
            synchronized (KEPT) {
                KEPT.add(this);
            }
        }
    }

    private synchronized void empty() {
        if (stock != null) {
            stock.close();
            stock = null;
        }
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
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw interrupted(e);
        } catch (Exception e) {
            if (Thread.currentThread().isInterrupted()) {
                throw interrupted(e);
            }
            failure = e;
        } finally {
            if (stock == null) {
                database.close();
            }
        }
    }

    /** Said once: the next one who asks may be let alone. */
    private IllegalStateException interrupted(Exception cause) {
        return new IllegalStateException("the migration of %s was interrupted".formatted(content.engine), cause);
    }
}
