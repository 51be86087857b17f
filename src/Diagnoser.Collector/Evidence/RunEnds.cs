using System.Globalization;
using Diagnoser.Collector.Sources.Containers;
using Diagnoser.Collector.Sources.Events;
using Diagnoser.Collector.Sources.Kernel;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Evidence;

/// <summary>
/// Makes the event of a run's end from the engine's event and from inspect. Inspect is believed, except where the next run has
/// already begun: then the event's exit code is, unless a label forged it.
/// </summary>
internal sealed class RunEnds(EventFactory factory, MemorySampler sampler)
{
    /// <summary>The end that the engine told of. <paramref name="fresh"/> is what inspect shows right now, if the container still exists.</summary>
    public DockerEvent Of(RawEvent raw, KnownContainer container, ContainerSnapshot? fresh, LogTailReading logs)
    {
        var missing = new List<MissingEvidence>();
        var isNextRun = fresh is not null && (fresh.StartedAt > raw.Time || fresh.IsAlive);
        container.Run = isNextRun ? EarlierRun(container.Run, fresh!, raw.Time) : fresh?.StartedAt ?? container.Run;
        var finishedAt = fresh?.FinishedAt is { } finished && finished <= raw.Time && finished > (container.Run ?? DateTimeOffset.MinValue) ? finished : raw.Time;
        var isForged = container.Snapshot?.ForgedAttributes.Contains("exitCode") == true;
        var own = new List<KeyValuePair<string, AttributeValue>>();
        if (fresh is not null && !isNextRun)
        {
            own.Add(new(AttributeNames.ExitCode, fresh.ExitCode));
            own.Add(new(AttributeNames.OomKilled, fresh.OomKilled));
            own.Add(new(AttributeNames.Restarting, fresh.IsRestarting));
        }
        else
        {
            own.Add(new(AttributeNames.ExitCode, isForged ? default : Whole(raw.Attribute("exitCode"))));
            ExplainMissing(missing, container, isForged, isNextRun);
        }

        if (container.Run is { } run)
        {
            own.Add(new(AttributeNames.RunSeconds, Math.Max(0, (finishedAt - run).TotalSeconds)));
        }
        else if (container.Snapshot?.ForgedAttributes.Contains("execDuration") == false)
        {
            own.Add(new(AttributeNames.RunSeconds, Whole(raw.Attribute("execDuration"))));
        }

        var evidence = new List<Contracts.Evidence>();
        AddSamples(container, finishedAt, own, evidence);
        AddStanding(container, logs, evidence, missing);
        return factory.Of(raw, container, own) with { Evidence = evidence, Missing = missing };
    }

    /// <summary>An end that nobody told of, found by comparing states.</summary>
    /// <param name="container">The container.</param>
    /// <param name="time">When it ended, or the latest time that it can have.</param>
    /// <param name="ended">Inspect, if it still shows this run's end; null if a later run's state hides it.</param>
    /// <param name="own">More that is known of it.</param>
    /// <param name="logs">Its log.</param>
    public DockerEvent Reconciled(
        KnownContainer container,
        DateTimeOffset time,
        ContainerSnapshot? ended,
        IEnumerable<KeyValuePair<string, AttributeValue>> own,
        LogTailReading logs)
    {
        var attributes = new List<KeyValuePair<string, AttributeValue>>(own) { new(AttributeNames.Reconciled, true) };
        var missing = new List<MissingEvidence>
        {
            new("docker.events", "the collector did not see this end as it happened: who asked for it, if anyone, is not known", "keep the collector running"),
        };
        if (ended is not null)
        {
            attributes.Add(new(AttributeNames.ExitCode, ended.ExitCode));
            attributes.Add(new(AttributeNames.OomKilled, ended.OomKilled));
            attributes.Add(new(AttributeNames.Restarting, ended.IsRestarting));
        }
        else
        {
            missing.Add(new MissingEvidence(AttributeNames.ExitCode, "a later run has begun since; its state hides how this one ended"));
        }

        if (container.Run is { } run)
        {
            attributes.Add(new(AttributeNames.RunSeconds, Math.Max(0, (time - run).TotalSeconds)));
        }

        var evidence = new List<Contracts.Evidence>();
        AddSamples(container, time, attributes, evidence);
        AddStanding(container, logs, evidence, missing);
        var facts = new KeyValuePair<string, string>("run", Rfc3339.Format(container.Run ?? time));
        return factory.Of(EventTypes.ContainerDie, time, "reconciler", container, [facts], attributes) with { Evidence = evidence, Missing = missing };
    }

    private static DateTimeOffset? EarlierRun(DateTimeOffset? known, ContainerSnapshot fresh, DateTimeOffset end) =>
        known < end && known != fresh.StartedAt ? known : null;

    private static void ExplainMissing(List<MissingEvidence> missing, KnownContainer container, bool isForged, bool isNextRun)
    {
        var why = isNextRun ? "the next run had begun before the container could be inspected"
            : container.IsGone ? "the container was removed before it could be inspected"
            : "the engine did not answer an inspect";
        if (isForged)
        {
            missing.Add(new MissingEvidence(AttributeNames.ExitCode, $"{why}, and a label named exitCode overwrites what the engine's event says", "remove that label"));
        }
        else if (container.Snapshot is null)
        {
            missing.Add(new MissingEvidence(EvidenceKinds.Inspect, $"{why}: the exit code is the engine's event's; that no label overwrites it could not be checked"));
        }

        missing.Add(new MissingEvidence(AttributeNames.OomKilled, why));
    }

    private void AddSamples(KnownContainer container, DateTimeOffset end, List<KeyValuePair<string, AttributeValue>> own, List<Contracts.Evidence> evidence)
    {
        var history = sampler.End(container.Id);
        own.Add(new(AttributeNames.MemoryPeak, history?.Peak is { } peak ? peak : default(AttributeValue)));
        own.Add(new(AttributeNames.HostOomKills, sampler.HostKillsSince(end) is { } kills ? kills : default(AttributeValue)));
        if (history?.ToEvidence() is { } samples)
        {
            evidence.Add(samples);
        }
    }

    private void AddStanding(KnownContainer container, LogTailReading logs, List<Contracts.Evidence> evidence, List<MissingEvidence> missing)
    {
        if (container.Snapshot is { } snapshot)
        {
            evidence.Add(new Contracts.Evidence(EvidenceKinds.Inspect, snapshot.ReadAt, snapshot.Root));
        }

        if (logs.Evidence is { } lines)
        {
            evidence.Add(lines);
        }

        if (logs.Missing is { } withoutLogs)
        {
            missing.Add(withoutLogs);
        }

        if (factory.Context.KernelLogMissing is { } withoutKernel)
        {
            missing.Add(withoutKernel);
        }
    }

    private static AttributeValue Whole(string? text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : default(AttributeValue);
}
