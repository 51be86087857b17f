using Microsoft.Data.Sqlite;
using RabbitMQ.Client.Exceptions;

namespace Diagnoser.Collector.Publishing;

/// <summary>Says in plain words why the broker cannot be used, and what to do.</summary>
public static class BrokerTrouble
{
    private const string Setting = "DIAGNOSER__Bus__RabbitMq__Uri";
    private const int AccessRefused = 403;
    private const int PreconditionFailed = 406;

    /// <summary>What happened and its remedy; the password is in neither.</summary>
    public static (string Text, string Remedy) Of(Exception problem, BrokerOptions broker) => Root(problem) switch
    {
        AuthenticationFailureException or PossibleAuthenticationFailureException =>
            ($"RabbitMQ at {broker.Address} refuses user '{broker.User}' or its password", $"correct {Setting}"),
        OperationInterruptedException { ShutdownReason: { ReplyCode: AccessRefused } reason } =>
            ($"RabbitMQ at {broker.Address} forbids user '{broker.User}' something: {reason.ReplyText}", "give it configure, write and read on diagnoser.*"),
        OperationInterruptedException { ShutdownReason: { ReplyCode: PreconditionFailed } reason } =>
            ($"RabbitMQ at {broker.Address} has a queue or an exchange of this name with other settings: {reason.ReplyText}",
                "delete it when it is empty, or give every program the version that made it"),
        PublishReturnException =>
            ($"RabbitMQ at {broker.Address} has no queue for this host's partition", "give every program the same number of partitions"),
        PublishException =>
            ($"RabbitMQ at {broker.Address} refuses messages: a queue is full", "see why the servers do not consume"),
        TimeoutException or OperationCanceledException =>
            ($"RabbitMQ at {broker.Address} does not answer", "see whether it blocks publishers (rabbitmqctl list_connections name state) or the network drops packets"),
        SqliteException spool =>
            ($"the spool cannot be used: {spool.Message}", "make room on its disk, or put the data folder elsewhere"),
        var other => ($"RabbitMQ at {broker.Address} cannot be reached: {other.Message}", $"start it, or correct {Setting}"),
    };

    private static Exception Root(Exception problem) => problem switch
    {
        AggregateException { InnerExceptions: [var only, ..] } => Root(only),
        BrokerUnreachableException { InnerException: { } inner } => Root(inner),
        _ => problem,
    };
}
