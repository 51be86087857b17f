using Diagnoser.Engine.Verdicts;

namespace Diagnoser.Engine.Tests.Verdicts;

/// <summary>Every combination of what the exit table looks at, by number.</summary>
internal static class EverySign
{
    private static readonly int Kernels = Enum.GetValues<KernelWord>().Length;
    private static readonly int Owners = Enum.GetValues<LimitOwner>().Length;
    private static readonly int EngineOoms = Enum.GetValues<EngineOom>().Length;
    private static readonly int Counters = Enum.GetValues<HostOomKills>().Length;
    private static readonly int Limits = Enum.GetValues<OwnLimit>().Length;
    private static readonly int Requests = Enum.GetValues<ApiRequest>().Length;
    private static readonly int Requesters = Enum.GetValues<Requester>().Length;
    private static readonly int Exits = Enum.GetValues<ExitClass>().Length;

    public static int Count { get; } = Kernels * Owners * EngineOoms * Counters * Limits * Requests * Requesters * Exits * (1 << 6);

    public static ExitSigns Of(int number)
    {
        var rest = number;
        return new()
        {
            Kernel = (KernelWord)Next(ref rest, Kernels),
            Owner = (LimitOwner)Next(ref rest, Owners),
            EngineOom = (EngineOom)Next(ref rest, EngineOoms),
            HostOomKills = (HostOomKills)Next(ref rest, Counters),
            OwnLimit = (OwnLimit)Next(ref rest, Limits),
            Request = (ApiRequest)Next(ref rest, Requests),
            Requester = (Requester)Next(ref rest, Requesters),
            Exit = (ExitClass)Next(ref rest, Exits),
            Started = Next(ref rest, 2) == 1,
            KillNearEnd = Next(ref rest, 2) == 1,
            DaemonRestarted = Next(ref rest, 2) == 1,
            Reconciled = Next(ref rest, 2) == 1,
            Inspected = Next(ref rest, 2) == 1,
            Removed = Next(ref rest, 2) == 1,
        };
    }

    private static int Next(ref int rest, int radix)
    {
        (rest, var digit) = Math.DivRem(rest, radix);
        return digit;
    }
}
