// A drawing of drawings.js in the page: its data come from the server, what the reader does is told back.
export default {
  template: `<div></div>`,
  props: { kind: String, data: Object },
  mounted() {
    this.draw();
  },
  watch: {
    data() {
      this.draw();
    },
  },
  beforeUnmount() {
    if (this.drawing) this.drawing.end();
  },
  methods: {
    draw() {
      if (!this.data) return;
      if (this.drawing && this.drawing.take) return this.drawing.take(this.data);
      this.drawing = zombielaw[this.kind](this.$el, this.data, (name, what) => this.$emit(name, what));
    },
  },
};
