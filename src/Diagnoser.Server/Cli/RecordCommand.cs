using System.CommandLine;
using Diagnoser.Collector;
using Diagnoser.Collector.Publishing;
using Diagnoser.Contracts;
using Diagnoser.Server.Cli.Output;

namespace Diagnoser.Server.Cli;

/// <summary><c>diagnoser record FILE</c>: for bug reports and tests; the recording of the demonstration was made with it.</summary>
internal static class RecordCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var file = new Argument<string>("FILE") { Description = "Where to write; an existing file is replaced." };
        var docker = Options.Docker();
        var onceIdle = Options.Duration("--once-idle", "End after this long without events.");
        var command = new DocumentedCommand(
            "record",
            "Writes the collector's events to a file that replay reads, until Ctrl-C.",
            new Example("diagnoser record incident.jsonl", "then break something, then Ctrl-C"))
        {
            file, docker, onceIdle,
        };
        command.SetAction((result, cancellationToken) =>
            RunAsync(result.GetValue(file)!, result.GetValue(docker), result.GetValue(onceIdle), surroundings, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string file, Uri? docker, TimeSpan? onceIdle, Surroundings surroundings, CancellationToken cancellationToken)
    {
        var search = await surroundings.Docker.FindAsync(docker, cancellationToken);
        if (search.Found is not { } endpoint)
        {
            EndpointText.Unreachable(search, surroundings);
            return ExitCodes.Unreachable;
        }

        await using var writer = Create(file);
        var printer = new JsonPrinter(writer);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var sink = new FileSink(printer, stop, onceIdle);
        surroundings.Tell($"recording {endpoint.OriginalString} to {file}; stop with Ctrl-C");
        try
        {
            await surroundings.Docker.WatchAsync(new CollectorOptions(endpoint), surroundings.Clock, sink, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The normal end.
        }

        surroundings.Tell($"recorded {Report.Count(sink.Count, "event")}");
        return ExitCodes.Done;
    }

    private static StreamWriter Create(string file)
    {
        try
        {
            return new StreamWriter(file);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw CommandFailedException.Unreachable($"{file} cannot be written: {problem.Message}");
        }
    }

    private sealed class FileSink(JsonPrinter printer, CancellationTokenSource stop, TimeSpan? onceIdle) : IEventSink
    {
        private readonly Lock _lock = new();

        public long Count { get; private set; }

        public ValueTask PublishAsync(DockerEvent dockerEvent, CancellationToken cancellationToken)
        {
            lock (_lock)
            {
                Count++;
                printer.Line(dockerEvent, ContractsJson.Default.DockerEvent);
                printer.Flush();
                if (onceIdle is { } idle)
                {
                    stop.CancelAfter(idle);
                }
            }

            return ValueTask.CompletedTask;
        }
    }
}
