using System.CommandLine;

namespace Diagnoser.Collector.Cli;

/// <summary><c>diagnoser-collector run</c>.</summary>
internal static class RunCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var options = new Options();
        var command = new DocumentedCommand(
            "run",
            "Watches the Docker engine of this machine and publishes its events to RabbitMQ, until SIGTERM or Ctrl-C. While the broker is away "
            + "they wait in a spool on disk; while the engine is away it waits for it.",
            new Example("DIAGNOSER__Bus__RabbitMq__Uri=amqp://user:password@rabbit diagnoser-collector run", "watch the local engine"),
            new Example("diagnoser-collector run --docker unix:///run/user/1000/docker.sock --data ./spool", "a rootless engine, a folder of your own"),
            new Example("diagnoser-collector run --config ./diagnoser.yaml", "settings from a file"))
        {
            options.Docker, options.Data, options.Config,
        };
        command.SetAction((result, cancellationToken) => new CollectorSession(options.Load(result, surroundings), surroundings).RunAsync(cancellationToken));
        return command;
    }
}
