using Diagnoser.Collector.Sources.Kernel;
using Diagnoser.Collector.Tests.Support;

namespace Diagnoser.Collector.Tests.Sources.Kernel;

public sealed class KernelLogParserTests
{
    private const string Id = "e328a408333d7096d21eab9a704a6f42cc09e761715a98ea32305ce9a5db4a06";

    private static readonly string Context =
        $"oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset={Id},mems_allowed=0,oom_memcg=/docker/{Id},task_memcg=/docker/{Id},task=tail,pid=31255,uid=0";

    private const string Killed = "Memory cgroup out of memory: Killed process 31255 (tail) total-vm:34544kB, anon-rss:32256kB, file-rss:304kB, shmem-rss:16kB, UID:0 pgtables:108kB oom_score_adj:0";

    private readonly KernelLogParser _parser = new();
    private readonly List<KernelFact> _facts = [];
    private long _sequence = 100;

    [Fact]
    public void Joins_the_two_lines_of_an_OOM_kill()
    {
        Accept(Context);
        Assert.Empty(_facts);
        Accept(Killed);

        var kill = Assert.Single(_facts);
        Assert.Equal(("memcg", Id, "tail", 31255), (kill.Constraint, kill.ContainerId, kill.ProcessName, kill.Pid));
        Assert.Equal((32256 + 304 + 16) * 1024, kill.ResidentBytes);
        Assert.Equal([Context, Killed], kill.Lines);
        Assert.Equal(100, kill.Sequence);
    }

    [Fact]
    public void Gives_the_first_line_alone_when_told_not_to_wait()
    {
        Accept(Context);
        _parser.Flush(_facts);

        Assert.Null(Assert.Single(_facts).ResidentBytes);
        Assert.False(_parser.IsPending);
    }

    [Fact]
    public void A_host_wide_OOM_has_no_cgroup_to_blame()
    {
        Accept($"oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0,global_oom,task_memcg=/system.slice/docker-{Id}.scope,task=java,pid=7,uid=0");
        _parser.Flush(_facts);

        var kill = Assert.Single(_facts);
        Assert.Equal(("host", null, Id), (kill.Constraint, kill.OomCgroup, kill.ContainerId));
    }

    [Fact]
    public void The_innermost_container_of_a_nested_cgroup_is_meant()
    {
        var inner = new string('a', 64);

        Assert.Equal(inner, KernelLogParser.LastContainerId($"/docker/{Id}/docker/{inner}"));
    }

    [Fact]
    public void A_process_cannot_name_itself_into_another_pid()
    {
        Accept(Context.Replace("task=tail,pid=31255", "task=a,pid=1,uid=0,pid=31255", StringComparison.Ordinal));
        _parser.Flush(_facts);

        Assert.Equal(31255, Assert.Single(_facts).Pid);
    }

    [Fact]
    public void What_programs_write_into_the_log_is_not_believed()
    {
        _parser.Accept(new KernelRecord(1, 0, false, Context), _facts);
        _parser.Flush(_facts);

        Assert.Empty(_facts);
    }

    [Fact]
    public void Two_kills_at_once_stay_apart()
    {
        Accept(Context);
        Accept(Context.Replace("31255", "31256", StringComparison.Ordinal));
        Accept(Killed.Replace("31255", "31256", StringComparison.Ordinal));

        Assert.Equal([31255, 31256], _facts.Select(fact => fact.Pid));
    }

    [Fact]
    public void Reads_a_segmentation_fault()
    {
        Accept("worker thread[4242]: segfault at 0 ip 0000000000401136 sp 00007ffd9 error 6 in app[401000+1000] likely on CPU 1");

        var fault = Assert.Single(_facts);
        Assert.Equal((null, "worker thread", 4242), (fault.Constraint, fault.ProcessName, fault.Pid));
    }

    [Fact]
    public void Reads_a_record_of_the_device()
    {
        Assert.True(KernelRecord.TryParse(Some.Bytes("6,1234,987654321,-;text, with; marks\n SUBSYSTEM=x\n"), out var record));
        Assert.Equal(new KernelRecord(1234, 987654321, true, "text, with; marks"), record);
    }

    [Fact]
    public void Tells_a_program_from_the_kernel()
    {
        Assert.True(KernelRecord.TryParse(Some.Bytes("12,1,2,-;oom-kill:"), out var record));
        Assert.False(record.IsKernel);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no semicolon")]
    [InlineData("x,1,2,-;text")]
    public void Refuses_what_is_no_record(string text) => Assert.False(KernelRecord.TryParse(Some.Bytes(text), out _));

    private void Accept(string text) => _parser.Accept(new KernelRecord(_sequence++, 0, true, text), _facts);
}
