using Diagnoser.Engine;
using Diagnoser.Server.Telemetry;

namespace Diagnoser.Server.Bus.Events;

/// <summary>Counts what an engine could not do as its rules say. What it lost while it was built from the store was counted before.</summary>
internal sealed class EngineTally
{
    private readonly DiagnosisEngine _engine;
    private readonly Dictionary<string, long> _dropped = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _suspended = new(StringComparer.Ordinal);
    private long _forgotten;

    public EngineTally(DiagnosisEngine engine)
    {
        (_engine, _forgotten) = (engine, engine.ForgottenContainers);
        foreach (var (rule, count) in engine.Dropped)
        {
            _dropped[rule] = count;
        }

        foreach (var (rule, count) in engine.Suspended)
        {
            _suspended[rule] = count;
        }
    }

    /// <summary>Counts what is new since the last time.</summary>
    public void Note()
    {
        foreach (var (rule, more) in News(_engine.Dropped, _dropped))
        {
            Measures.RuleWindowsDropped.Add(more, new KeyValuePair<string, object?>("rule", rule));
        }

        foreach (var (rule, more) in News(_engine.Suspended, _suspended))
        {
            Measures.RuleAbsencesSuspended.Add(more, new KeyValuePair<string, object?>("rule", rule));
        }

        if (_engine.ForgottenContainers is var forgotten && forgotten > _forgotten)
        {
            Measures.TopologyContainersForgotten.Add(forgotten - _forgotten);
            _forgotten = forgotten;
        }
    }

    private static IEnumerable<KeyValuePair<string, long>> News(IEnumerable<KeyValuePair<string, long>> counts, Dictionary<string, long> known)
    {
        foreach (var (rule, count) in counts)
        {
            var more = count - known.GetValueOrDefault(rule);
            known[rule] = count;
            if (more > 0)
            {
                yield return KeyValuePair.Create(rule, more);
            }
        }
    }
}
