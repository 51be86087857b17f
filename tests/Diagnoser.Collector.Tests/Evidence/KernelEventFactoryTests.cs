using Diagnoser.Collector.Evidence;
using Diagnoser.Collector.Redaction;
using Diagnoser.Collector.Sources.Containers;
using Diagnoser.Collector.Sources.Kernel;
using Diagnoser.Collector.Tests.Support;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Tests.Evidence;

public sealed class KernelEventFactoryTests
{
    private readonly KernelEventFactory _factory = new(new EventFactory(Some.Context(), new Redactor()), "boot-1");
    private readonly KnownContainer _container = new("c1") { Run = Some.Noon, MainPid = 7 };
    private readonly KernelFact _fact = new(1, 1, "node", 7, ["Killed process 7 (node)"]) { Constraint = "memcg" };

    [Fact]
    public void Says_of_a_run_that_goes_on_that_it_is_the_one() =>
        Assert.Equal((Some.Noon, true), Facts(_factory.OfContainer(_fact, Some.Noon.AddSeconds(5), _container)));

    [Fact]
    public void Says_nothing_of_a_run_whose_end_was_told_since_the_next_may_have_begun()
    {
        _container.EndedRun = _container.Run;

        Assert.Equal((null, null), Facts(_factory.OfContainer(_fact, Some.Noon.AddSeconds(5), _container)));
    }

    private static (DateTimeOffset? Run, bool? IsMain) Facts(DockerEvent made) =>
        (made.Run?.StartedAt, made.Attributes[AttributeNames.ProcessIsMain].TryGetBoolean(out var isMain) ? isMain : null);
}
