using Diagnoser.Contracts;
using Diagnoser.Engine.Rules;
using Diagnoser.Engine.Rules.Explaining;
using Diagnoser.Server.Cli.Replay;
using Diagnoser.Server.Stores;
using Diagnoser.Server.Timelines;

namespace Diagnoser.Server.Cli.Rules.Explain;

/// <summary>Gives events from a recording or the store to the explanation of a rule.</summary>
internal sealed class ExplainedRule(RuleSet rules, Rule rule)
{
    // What hides a diagnosis lies near in time; a container's start, by which a run is known, may lie a little before.
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(15);

    /// <summary>With the events of a recording; <c>-</c> is stdin.</summary>
    public RuleExplanation OfRecording(string file, DamageLog damage, Surroundings surroundings)
    {
        var explainer = new RuleExplainer(rules, rule);
        using var stream = RecordingFile.Open(file, "rules explain --event", surroundings);
        try
        {
            foreach (var line in RecordedLines.Read(stream))
            {
                if (line.Problem is { } problem)
                {
                    damage.Add(line.Number, problem);
                }
                else if (line.Event is { } dockerEvent)
                {
                    explainer.Take(dockerEvent);
                }
            }
        }
        catch (IOException problem)
        {
            throw CommandFailedException.Unreachable($"{file} cannot be read: {problem.Message}");
        }

        return explainer.Finish();
    }

    /// <summary>With what the store has of a container and its host around a moment.</summary>
    public async Task<RuleExplanation> OfContainerAsync(IStore store, string container, DateTimeOffset at, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var reach = RuleSet.Of([rule]).Reach;
        var (from, to) = (at - reach - Margin, at + reach);
        var around = new EventQuery { From = from, To = to };
        var (hosts, ids, names) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        await foreach (var dockerEvent in EventPages.ReadAsync(store, around, cancellationToken))
        {
            if (dockerEvent.Subject.Kind != Subject.Container)
            {
                continue;
            }

            _ = names.Add(dockerEvent.Subject.Name);
            if (ContainerName.Fits(dockerEvent.Subject, container))
            {
                _ = hosts.Add(dockerEvent.Host.Id);
                _ = ids.Add(dockerEvent.Subject.Id);
            }
        }

        if (ids.Count == 0)
        {
            throw RequestRefusedException.Wrong("container", ContainerName.Unknown(container, names, $"between {TimeText.Of(from)} and {TimeText.Of(to)}"));
        }

        // Containers of the other hosts matter only to a rule that sees the fleet.
        var explainer = new RuleExplainer(rules, rule, e => Concerns(e, hosts, ids));
        var query = around with { HostIds = rules.HasFleet && rule.Scope == RuleScope.Fleet ? null : hosts };
        await foreach (var dockerEvent in EventPages.ReadAsync(store, query, cancellationToken))
        {
            explainer.Take(dockerEvent);
        }

        return explainer.Finish(to < now ? to : now);
    }

    // What happens to a host happens to all that runs on it.
    private static bool Concerns(DockerEvent e, HashSet<string> hosts, HashSet<string> containers) =>
        hosts.Contains(e.Host.Id)
        && (e.Subject.Kind == Subject.Container ? containers.Contains(e.Subject.Id)
            : e.Attributes[AttributeNames.ContainerId].Text is not { } named || containers.Contains(named));
}
