using System.Globalization;

namespace Diagnoser.IntegrationTests.Support;

/// <summary>A cgroup with a memory limit in which containers can be put, on cgroup v1 and v2.</summary>
internal sealed class ParentCgroup : IDisposable
{
    private const string Root = "/sys/fs/cgroup";

    private readonly string _folder;

    private ParentCgroup(string name, string folder)
    {
        Name = name;
        _folder = folder;
    }

    /// <summary>As <c>--cgroup-parent</c> takes it.</summary>
    public string Name { get; }

    public static ParentCgroup Create(string name, long limit)
    {
        var unified = File.Exists($"{Root}/cgroup.controllers");
        Assert.SkipUnless(unified || Directory.Exists($"{Root}/memory"), "no memory cgroups on this machine");
        var folder = Path.Combine(unified ? Root : $"{Root}/memory", name);
        Directory.CreateDirectory(folder);
        var bytes = limit.ToString(CultureInfo.InvariantCulture);
        File.WriteAllText(Path.Combine(folder, unified ? "memory.max" : "memory.limit_in_bytes"), bytes);
        return new ParentCgroup("/" + name, folder);
    }

    // The engine removes the container's own cgroup before it says that the container has ended, but not this one.
    public void Dispose() => Directory.Delete(_folder);
}
