using Diagnoser.Collector.Endpoints;
using Diagnoser.Collector.Evidence;
using Diagnoser.Collector.Redaction;
using Diagnoser.Collector.Sources;
using Diagnoser.Collector.Sources.Containers;

namespace Diagnoser.Collector;

/// <summary>Looks once at one container, with nothing running before: what it is, what the engine and the kernel still remember of it.</summary>
public static class ContainerExaminer
{
    private const int SimilarNames = 5;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Examines the container; an engine that cannot be reached throws what reaching it threw.</summary>
    public static Task<Examination> ExamineAsync(Uri endpoint, string nameOrId, CancellationToken cancellationToken) =>
        ExamineAsync(new CollectorOptions(endpoint), nameOrId, TimeProvider.System, cancellationToken);

    /// <summary>The same with other paths and another clock.</summary>
    public static async Task<Examination> ExamineAsync(CollectorOptions options, string nameOrId, TimeProvider clock, CancellationToken cancellationToken)
    {
        using var client = new EngineClient(options.Endpoint);
        var redactor = new Redactor(RedactionKey.Passing());
        var kept = new KeptVariables(options.KeptVariables);
        var door = new EventRedaction(redactor, kept);
        var identify = client.IdentifyAsync(Patience, cancellationToken);
        using var inspector = new Inspector(client, redactor, clock, kept);
        var inspect = inspector.ReadAsync(nameOrId, cancellationToken);
        var context = new HostContext(options, await identify);
        var reading = await inspect;
        if (reading.Snapshot is not { } snapshot)
        {
            if (!reading.IsGone)
            {
                throw new TimeoutException($"the engine does not answer an inspect of {nameOrId}; docker inspect would hang too: see journalctl -u docker");
            }

            var names = (await client.ListAsync(cancellationToken)).Select(entry => string.Join("", entry.Texts("Names").Take(1)).TrimStart('/'));
            return new Examination([], []) { Similar = [.. SimilarName.Nearest(nameOrId, names).Take(SimilarNames)] };
        }

        var notices = new List<CollectorNotice>();
        var past = new ContainerPast(context, client, redactor, new Notices(notices.Add, redactor, clock), clock);
        return new Examination([.. (await past.ReadAsync(snapshot, cancellationToken)).Select(door.Redact)], notices)
        {
            Container = snapshot.Subject,
            Status = snapshot.Root.Text("State", "Status") ?? "",
            StartedAt = snapshot.StartedAt,
        };
    }
}
