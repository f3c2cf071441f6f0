package dev.intact.harness;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Does what another data source does, and something to each connection that it hands out. */
abstract class ForwardingDataSource implements DataSource {
    private final DataSource real;

    ForwardingDataSource(DataSource real) {
        this.real = real;
    }

    /** {@return what is handed out for a connection just opened} */
    abstract Connection handOut(Connection opened) throws SQLException;

    @Override
    public Connection getConnection() throws SQLException {
        return handOut(real.getConnection());
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return handOut(real.getConnection(user, password));
    }

    @Override
    public @Nullable PrintWriter getLogWriter() throws SQLException {
        return real.getLogWriter();
    }

    @Override
    public void setLogWriter(@Nullable PrintWriter writer) throws SQLException {
        real.setLogWriter(writer);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        real.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return real.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getLogger("");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return type.isInstance(this) ? type.cast(this) : real.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return type.isInstance(this) || real.isWrapperFor(type);
    }
}
