using System.Text.RegularExpressions;
using Diagnoser.ArchitectureTests.Support;

namespace Diagnoser.ArchitectureTests;

public sealed partial class ProjectTests
{
    private static readonly string[] Analyzers = ["Microsoft.CodeAnalysis.BannedApiAnalyzers", "Microsoft.NET.ILLink.Tasks"];

    [Theory]
    [InlineData("Diagnoser.Contracts", "")]
    [InlineData("Diagnoser.Collector", "Diagnoser.Contracts")]
    [InlineData("Diagnoser.Engine", "Diagnoser.Contracts")]
    [InlineData("Diagnoser.Server", "Diagnoser.Collector Diagnoser.Engine")]
    public void A_project_knows_only_what_the_design_lets_it_know(string project, string references) =>
        Assert.Equal(references, string.Join(' ', Project.Of(project).References));

    [Fact]
    public void There_are_no_other_projects_under_src() =>
        Assert.Equal(4, Repository.Projects.Count(p => p.StartsWith("src/", StringComparison.Ordinal)));

    [Theory]
    [InlineData("Diagnoser.Contracts")]
    [InlineData("Diagnoser.Engine")]
    public void Contracts_and_engine_take_no_packages(string project)
    {
        Assert.Empty(Project.Of(project).Packages);
        Assert.Empty(Project.Of(project).Locked.Except(Analyzers));
    }

    [Theory]
    [InlineData("Diagnoser.Contracts")]
    [InlineData("Diagnoser.Engine")]
    [InlineData("Diagnoser.Collector")]
    public void MassTransit_stays_in_the_server(string project) =>
        Assert.DoesNotContain(Project.Of(project).Locked, package => package.StartsWith("MassTransit", StringComparison.OrdinalIgnoreCase));

    [Fact]
    public void The_old_Docker_client_is_nowhere() =>
        Assert.All(Repository.Projects.Select(Project.Read), project => Assert.DoesNotContain("Docker.DotNet", project.Locked));

    [Fact]
    public void Versions_of_packages_stand_in_one_file() =>
        Assert.All(Repository.Projects, project => Assert.DoesNotMatch(@"<PackageReference[^>]*\bVersion", Repository.Read(project)));

    [Fact]
    public void The_solution_lists_every_project()
    {
        var listed = ProjectPath().Matches(Repository.Read("Diagnoser.sln")).Select(m => m.Groups[1].Value.Replace('\\', '/'));

        Assert.Equal(Repository.Projects.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"""([^""]+\.csproj)""", RegexOptions.NonBacktracking)]
    private static partial Regex ProjectPath();
}
