using Almanac.Localization;
using Almanac.Serving;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Almanac.Territories;

/// <summary>The almanac as JSON.</summary>
public static class TerritoriesApi
{
    /// <summary>Maps <c>/api/territories</c> and <c>/api/territories/{code}</c>; names come in the request's language. The answers are cached for an hour.</summary>
    public static void MapTerritoriesApi(this IEndpointRouteBuilder endpoints)
    {
        var api = endpoints.MapGroup("/api/territories").WithHead().CachePage(3600);
        api.MapGet("/", List);
        api.MapGet("/{code:length(2):alpha}", Find);
    }

    private static async Task<Ok<IReadOnlyList<TerritorySummary>>> List(TerritoryQueries territories, CancellationToken cancellationToken) =>
        TypedResults.Ok(await territories.ListAsync(SiteLanguage.Current.Code, cancellationToken));

    private static async Task<Results<Ok<Territory>, ProblemHttpResult>> Find(
        string code,
        TerritoryQueries territories,
        CancellationToken cancellationToken) =>
        await territories.FindAsync(code.ToUpperInvariant(), SiteLanguage.Current.Code, cancellationToken) is { } territory
            ? TypedResults.Ok(territory)
            : TypedResults.Problem($"There is no territory with the code {code}.", statusCode: StatusCodes.Status404NotFound);
}
