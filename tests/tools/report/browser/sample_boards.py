"""Boards with a solution, made backwards: boxes are pulled away from their goals."""

STEPS = {"l": (-1, 0), "r": (1, 0), "u": (0, -1), "d": (0, 1)}
BACK = {"l": "r", "r": "l", "u": "d", "d": "u"}
ADJECTIVES = ("Quiet", "Crooked", "Narrow", "Old", "Busy", "Dusty", "Broken", "Late", "Hidden",
              "Long", "Cold", "Wrong")
NOUNS = ("Corridor", "Cellar", "Harbour", "Attic", "Dock", "Loop", "Stack", "Yard", "Archive",
         "Tunnel", "Corner", "Vault")


def title_of(index):
    name = f"{ADJECTIVES[index % 12]} {NOUNS[index * 7 // 12 % 12]}"
    return name if index % 9 else ""  # some have none


def empty_room(rng):
    """The floor squares of a connected room with pillars, and its size."""
    width, height = rng.randint(8, 16), rng.randint(7, 12)
    whole = [(x, y) for x in range(1, width - 1) for y in range(1, height - 1)]
    pillars = rng.sample(whole, len(whole) // 4)
    floor = max(regions(set(whole) - set(pillars)), key=len)
    return floor, width, height


def regions(floor):
    """The connected parts of a set of squares, in a fixed order."""
    todo, parts = set(floor), []
    for start in sorted(floor):
        if start not in todo:
            continue
        part, edge = set(), [start]
        while edge:
            x, y = edge.pop()
            if (x, y) in todo:
                todo.discard((x, y))
                part.add((x, y))
                edge += [(x + dx, y + dy) for dx, dy in STEPS.values()]
        parts.append(part)
    return parts


def pull_about(rng, floor, boxes, player, steps):
    """Walks backwards and pulls where it can; the moves forwards, and where everything stands."""
    moves, direction = [], "l"
    for _ in range(4 * steps):
        if len(moves) == steps:
            break
        if rng.random() < 0.3:
            direction = rng.choice("lrud")
        dx, dy = STEPS[direction]
        before, ahead = (player[0] - dx, player[1] - dy), (player[0] + dx, player[1] + dy)
        if before not in floor or before in boxes:
            direction = rng.choice("lrud")
            continue
        if ahead in boxes and rng.random() < 0.9:
            boxes = boxes - {ahead} | {player}
            moves.append(direction.upper())
        else:
            moves.append(direction)
        player = before
    return "".join(reversed(moves)), boxes, player


def make(rng, index):
    """(title, board, solution)"""
    while True:
        floor, width, height = empty_room(rng)
        count = rng.randint(2, 7)
        squares = rng.sample(sorted(floor), count + 1)
        goals, player = frozenset(squares[:count]), squares[count]
        solution, boxes, player = pull_about(rng, floor, goals, player, rng.randint(120, 500))
        if len(boxes - goals) * 3 >= count * 2 and len(solution) >= 100:
            break

    def letter(square):
        if square not in floor:
            return "#"
        if square in boxes:
            return "*" if square in goals else "$"
        if square == player:
            return "+" if square in goals else "@"
        return "." if square in goals else " "

    board = "\n".join("".join(letter((x, y)) for x in range(width)) for y in range(height))
    return title_of(index), board, solution


def vary(rng, solution):
    """The same pushes with steps back and forth: after a step that pushed nothing, its square is
    free."""
    letters = []
    for letter in solution:
        letters.append(letter)
        if letter.islower() and rng.random() < 0.04:
            letters += [BACK[letter], letter]
    return "".join(letters)
