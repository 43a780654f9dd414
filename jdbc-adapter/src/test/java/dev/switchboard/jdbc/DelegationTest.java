package dev.switchboard.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every method of JDBC reaches the same method of the driver, with the same arguments. */
class DelegationTest {

  /** What these do is not to pass something on. */
  private static final Set<String> OURS = Set.of("unwrap", "isWrapperFor", "getConnection");

  private final List<String> reached = new ArrayList<>();
  private final List<SQLException> seen = new ArrayList<>();

  /** What the driver does next: null for a plain answer. */
  private @Nullable SQLException failure;

  private @Nullable Object answer(Object proxy, Method method, Object[] arguments)
      throws SQLException {
    if (failure != null) {
      throw failure;
    }
    reached.add(signature(method) + Arrays.toString(arguments));
    return value(method.getReturnType());
  }

  private <T> T driver(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, this::answer));
  }

  private static String signature(Method method) {
    return method.getName() + Arrays.toString(method.getParameterTypes());
  }

  private @Nullable Object value(Class<?> type) {
    if (Statement.class.isAssignableFrom(type)) {
      return driver(type);
    }
    Map<Class<?>, Object> values =
        Map.of(
            int.class,
            7,
            long.class,
            8L,
            short.class,
            (short) 9,
            byte.class,
            (byte) 10,
            float.class,
            11f,
            double.class,
            12d,
            boolean.class,
            true);
    return type == String.class ? "text" : values.get(type);
  }

  private final DelegatingConnection connection =
      new DelegatingConnection(driver(Connection.class)) {
        @Override
        SQLException seen(SQLException e) {
          seen.add(e);
          return e;
        }

        @Override
        public void close() {}

        @Override
        public boolean isValid(int timeout) {
          return true;
        }

        @Override
        public void abort(java.util.concurrent.Executor executor) {}

        @Override
        public java.sql.DatabaseMetaData getMetaData() {
          throw new UnsupportedOperationException();
        }

        @Override
        public <T> T unwrap(Class<T> type) {
          throw new UnsupportedOperationException();
        }

        @Override
        public boolean isWrapperFor(Class<?> type) {
          return false;
        }
      };

  static Stream<Method> methods() {
    return Stream.<Class<?>>of(
            Connection.class, Statement.class, PreparedStatement.class, CallableStatement.class)
        .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
        .filter(m -> !Modifier.isStatic(m.getModifiers()) && !OURS.contains(m.getName()))
        .filter(
            m ->
                m.getDeclaringClass() != Connection.class
                    || !Set.of("close", "isValid", "abort", "getMetaData").contains(m.getName()));
  }

  private Object ours(Class<?> type) {
    if (type == Connection.class) {
      return connection;
    }
    if (type == Statement.class) {
      return new PinnedStatement<>(driver(Statement.class), connection);
    }
    if (type == PreparedStatement.class) {
      return new PinnedPreparedStatement(driver(PreparedStatement.class), connection);
    }
    return PinnedCallableStatement.of(driver(CallableStatement.class), connection);
  }

  @Test
  void aCallableStatementIsAPreparedOne_andEqualsItself() throws SQLException {
    CallableStatement callable = connection.prepareCall("CALL x()");
    assertThat(callable.getConnection()).isSameAs(connection);
    assertThat(callable.isWrapperFor(CallableStatement.class)).isTrue();
    assertThat(callable.unwrap(CallableStatement.class)).isNotSameAs(callable);
    assertThat(callable.equals(callable)).isTrue();
    assertThat(callable.equals(connection.prepareCall("CALL x()"))).isFalse();
    assertThat(Set.of(callable)).contains(callable);
    assertThat(callable.toString()).contains("Pinned");
    failure = new SQLException("the driver's");
    assertThatThrownBy(callable::executeUpdate).isSameAs(failure);
    assertThat(seen).containsExactly(failure);
  }

  private @Nullable Object[] arguments(Method method) {
    return Arrays.stream(method.getParameterTypes()).map(this::value).toArray();
  }

  @ParameterizedTest
  @MethodSource("methods")
  void reachesTheDriver(Method method) throws Exception {
    @Nullable Object[] arguments = arguments(method);
    Object result = method.invoke(ours(method.getDeclaringClass()), arguments);
    @Nullable Object @Nullable [] passed = method.getParameterCount() == 0 ? null : arguments;
    assertThat(reached).containsExactly(signature(method) + Arrays.toString(passed));
    if (result instanceof Statement statement) {
      assertThat(statement.getConnection()).isSameAs(connection);
    } else {
      assertThat(result).isEqualTo(value(method.getReturnType()));
    }
  }

  @ParameterizedTest
  @MethodSource("methods")
  void theDriversExceptionIsWhatComes(Method method) {
    SQLException thrown =
        Arrays.asList(method.getExceptionTypes()).contains(SQLClientInfoException.class)
            ? new SQLClientInfoException()
            : new SQLException("the driver's");
    failure = thrown;
    assertThatThrownBy(() -> method.invoke(ours(method.getDeclaringClass()), arguments(method)))
        .isInstanceOf(InvocationTargetException.class)
        .satisfies(e -> assertThat(e.getCause()).isSameAs(thrown));
    if (method.getName().startsWith("execute") || method.getName().equals("commit")) {
      assertThat(seen).as("heard of").containsExactly(thrown);
    }
  }
}
