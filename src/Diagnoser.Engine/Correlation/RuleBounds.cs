using Diagnoser.Engine.Rules;

namespace Diagnoser.Engine.Correlation;

/// <summary>What the engine keeps of events for a rule at most; beyond that the oldest give way and are counted.</summary>
/// <param name="Window">Matched events of one key and selection.</param>
/// <param name="Keys">Keys.</param>
/// <param name="Kept">How long a matched event is kept after the newest one of its key.</param>
public sealed record RuleBounds(int Window, int Keys, TimeSpan Kept)
{
    /// <summary>The bounds of this rule.</summary>
    public static RuleBounds Of(Rule rule, EngineOptions options)
    {
        var plan = new RulePlan(rule, options);
        return new RuleBounds(plan.Limit, options.KeyLimit, TimeSpan.FromTicks(plan.Keep));
    }
}
