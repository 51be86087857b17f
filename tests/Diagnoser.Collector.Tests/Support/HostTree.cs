namespace Diagnoser.Collector.Tests.Support;

/// <summary>A made-up host's <c>/proc</c> and <c>/sys/fs/cgroup</c> in a folder of its own.</summary>
internal sealed class HostTree : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("host-tree-").FullName;

    public string Root => _root;

    public string Proc => Path.Combine(_root, "proc");

    public string Cgroup => Path.Combine(_root, "cgroup");

    /// <summary>A tree that was recorded on a real host.</summary>
    public static HostTree Recorded(string name)
    {
        var tree = new HostTree();
        var source = Path.Combine(AppContext.BaseDirectory, "Sources", "Measuring", "Trees", name);
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            tree.Write(Path.GetRelativePath(source, file), File.ReadAllText(file));
        }

        return tree;
    }

    public void Write(string path, string text)
    {
        var file = Path.Combine(_root, path);
        _ = Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    public void Remove(string path)
    {
        if (Directory.Exists(Path.Combine(_root, path)))
        {
            Directory.Delete(Path.Combine(_root, path), true);
        }
        else
        {
            File.Delete(Path.Combine(_root, path));
        }
    }

    public void Dispose() => Directory.Delete(_root, true);
}
