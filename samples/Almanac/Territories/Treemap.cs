namespace Almanac.Territories;

/// <summary>
/// Lays out the world as a rectangle in which every territory has the area of its population: continents first, then the
/// territories in each. "Squarified": a row takes on further items as long as they make its rectangles squarer.
/// </summary>
public static class Treemap
{
    private const double ContinentGap = 6;

    // Smaller ones could not be seen or hit with a pointer.
    private const double SmallestArea = 20;

    /// <summary>The rectangles of all territories large enough to be seen.</summary>
    public static IReadOnlyList<TreemapTile> LayOut(IReadOnlyList<TerritorySummary> territories, double width, double height)
    {
        var continents = territories
            .GroupBy(territory => territory.Continent)
            .Select(continent => (Territories: continent.ToList(), Population: (double)continent.Sum(territory => territory.Population)))
            .OrderByDescending(continent => continent.Population)
            .ToList();

        var tiles = new List<TreemapTile>();
        var areas = Squarify([.. continents.Select(continent => continent.Population)], new Area(0, 0, width, height));
        foreach (var (continent, area) in continents.Zip(areas))
        {
            var members = continent.Territories.OrderByDescending(territory => territory.Population).ToList();
            var places = Squarify([.. members.Select(territory => (double)territory.Population)], area.Shrink(ContinentGap / 2));
            tiles.AddRange(members
                .Zip(places, (territory, place) => new TreemapTile(territory, place.X, place.Y, place.Width, place.Height))
                .Where(tile => tile.Width * tile.Height >= SmallestArea));
        }

        return tiles;
    }

    // The sizes come largest first.
    private static List<Area> Squarify(double[] sizes, Area free)
    {
        var places = new List<Area>(sizes.Length);
        var total = sizes.Sum();
        if (total <= 0)
            return places;

        var scale = free.Width * free.Height / total;
        var start = 0;
        while (start < sizes.Length)
        {
            var side = Math.Min(free.Width, free.Height);
            var count = 1;
            while (start + count < sizes.Length
                && WorstRatio(sizes.AsSpan(start, count + 1), scale, side) <= WorstRatio(sizes.AsSpan(start, count), scale, side))
                count++;
            free = PlaceRow(sizes.AsSpan(start, count), scale, free, places);
            start += count;
        }

        return places;
    }

    private static double WorstRatio(ReadOnlySpan<double> row, double scale, double side)
    {
        var area = Sum(row) * scale;
        var thickness = area / side;
        var largest = row[0] * scale / thickness;
        var smallest = row[^1] * scale / thickness;
        return Math.Max(largest / thickness, smallest <= 0 ? double.PositiveInfinity : thickness / smallest);
    }

    // Puts the row along the shorter side; returns what is left free.
    private static Area PlaceRow(ReadOnlySpan<double> row, double scale, Area free, List<Area> places)
    {
        var upright = free.Width >= free.Height;
        var side = upright ? free.Height : free.Width;
        var thickness = side <= 0 ? 0 : Sum(row) * scale / side;
        var offset = 0d;
        foreach (var size in row)
        {
            var length = thickness <= 0 ? 0 : size * scale / thickness;
            places.Add(upright
                ? new Area(free.X, free.Y + offset, thickness, length)
                : new Area(free.X + offset, free.Y, length, thickness));
            offset += length;
        }

        return upright
            ? new Area(free.X + thickness, free.Y, Math.Max(0, free.Width - thickness), free.Height)
            : new Area(free.X, free.Y + thickness, free.Width, Math.Max(0, free.Height - thickness));
    }

    private static double Sum(ReadOnlySpan<double> values)
    {
        var sum = 0d;
        foreach (var value in values)
            sum += value;
        return sum;
    }

    private readonly record struct Area(double X, double Y, double Width, double Height)
    {
        public Area Shrink(double margin) =>
            new(X + margin, Y + margin, Math.Max(0, Width - (2 * margin)), Math.Max(0, Height - (2 * margin)));
    }
}
